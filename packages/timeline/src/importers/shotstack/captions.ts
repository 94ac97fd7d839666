import { colorOf } from '../color.ts';
import { fontOf } from '../font.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

/** A "caption" asset: a file of captions, burnt in. Those that are heard out of another clip (alias://) are not made. */
export function captionsOf(asset: Part, session: Session): Record<string, unknown> | null {
  const src = asset.text('src');
  if (!src || src.startsWith('alias://')) return null;
  const style: Record<string, unknown> = {};
  const font = asset.part('font');
  if (font) {
    fontOf(session, font.at('family'), font.text('family'));
    const [size, lineHeight] = [font.number('size', 4, 1000), font.number('lineHeight', 0.5, 5)];
    const color = colorOf(session, font.at('color'), font.text('color'), true);
    Object.assign(style, size !== undefined && { size }, lineHeight !== undefined && { lineHeight }, color && { color });
    font.rest();
  }
  const box = asset.part('background');
  if (box) {
    const background = colorOf(session, box.at('color'), box.text('color'), true);
    const padding = box.number('padding', 0, 500);
    Object.assign(style, background && { background }, padding !== undefined && { padding });
    box.rest({ borderRadius: 'Rounded corners are not offered.' });
  }
  asset.rest({ margin: 'Use the position of the clip.' });
  return { type: 'captions', src: session.source(src, asset.at('src'), 'captions'), style };
}
