import { colorOf } from '../color.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import { positionOf, type Settings } from './media-layer.ts';
import { zoomOf } from './zoom.ts';

/** Parts of the canvas' shorter side that the kinds of text take. */
const SIZES: Record<string, number> = { title: 0.1, 'title-background': 0.1, subtitle: 0.05, 'news-title': 0.05, 'slide-in-text': 0.05 };

export const isText = (type: string): boolean => Object.hasOwn(SIZES, type);

/** The text layers: title, subtitle, news-title, slide-in-text. */
export function textLayer(type: string, layer: Part, length: number, settings: Settings, session: Session): Record<string, unknown> | null {
  const text = layer.text('text');
  const short = Math.min(settings.width, settings.height);
  const said = layer.number('fontSize', 0.001, 1000);
  const size = said === undefined ? (SIZES[type] ?? 0.1) * short : said <= 1 ? said * short : said;
  const color = colorOf(session, layer.at('textColor'), layer.text('textColor') ?? layer.text('color'));
  const background = type === 'title-background' ? undefined : colorOf(session, layer.at('backgroundColor'), layer.text('backgroundColor'));
  layer.drop('fontPath', 'Fonts are not fetched; the text is set in Inter.');
  layer.drop('fontFamily', 'The text is set in Inter.');
  layer.drop('charSpacing', 'Letter spacing is not offered.');
  if (type === 'slide-in-text') session.drop(layer.path, 'Its letters do not slide in; it is there from the start.');
  if (type === 'news-title') session.drop(layer.path, 'Its bar does not slide in; it is there from the start.');
  const style = {
    size: Math.round(Math.min(1000, Math.max(4, size)) * 1000) / 1000,
    ...(color && { color }),
    ...(background ? { background } : type === 'subtitle' && { background: '#0000004d' }),
  };
  if (!text) return null;
  const position = positionOf(layer, session, type === 'subtitle' || type === 'news-title' ? 'bottom' : 'center');
  return { type: 'text', text, style, ...position, ...(type === 'title' ? zoomOf(layer, length, 'in', 0.2, session) : {}) };
}
