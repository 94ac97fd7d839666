import { colorOf } from '../color.ts';
import { fontOf } from '../font.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

/** Parts of the canvas' height that the named sizes of a title take. */
const SIZES: Record<string, number> = {
  'xx-small': 0.02,
  'x-small': 0.028,
  small: 0.037,
  medium: 0.055,
  large: 0.075,
  'x-large': 0.1,
  'xx-large': 0.13,
};

/** A "text" asset: the font in pixels of the output. */
export function textOf(asset: Part, session: Session): Record<string, unknown> | null {
  const text = asset.text('text');
  const font = asset.part('font');
  const background = backgroundOf(asset, session);
  const stroke = asset.part('stroke');
  const alignment = asset.part('alignment');
  const width = asset.number('width', 16, 7680);
  const style: Record<string, unknown> = { ...background, ...(width !== undefined && { maxWidth: width }) };
  if (font) {
    fontOf(session, font.at('family'), font.text('family'));
    const size = font.number('size', 4, 1000);
    const color = colorOf(session, font.at('color'), font.text('color'), true);
    const opacity = font.number('opacity', 0, 1);
    const weight = font.number('weight', 100, 900);
    const lineHeight = font.number('lineHeight', 0.5, 5);
    Object.assign(
      style,
      size !== undefined && { size },
      weight !== undefined && { weight: Math.round(weight) },
      lineHeight !== undefined && { lineHeight },
    );
    Object.assign(style, (color || opacity !== undefined) && { color: withOpacity(color ?? '#ffffff', opacity) });
    font.rest();
  }
  const color = stroke && colorOf(session, stroke.at('color'), stroke.text('color'), true);
  const line = stroke?.number('width', 0, 100);
  if (color && line) style.stroke = { color, width: line };
  stroke?.rest();
  const align = alignment?.text('horizontal');
  if (align === 'left' || align === 'center' || align === 'right') style.align = align;
  else if (align !== undefined) session.drop(asset.at('alignment.horizontal'), `"${align}" is not an alignment.`);
  alignment?.rest({ vertical: 'Text has no box of its own to stand in; use the position.' });
  asset.rest({ height: 'Text has no box of its own: it is as high as its lines.', animation: 'Text animations are not offered.' });
  return text ? { type: 'text', text, style } : null;
}

/** The older "title" asset: a named style and size. */
export function titleOf(asset: Part, canvasHeight: number, session: Session): Record<string, unknown> | null {
  const text = asset.text('text');
  const named = asset.text('size') ?? 'medium';
  if (!Object.hasOwn(SIZES, named)) session.drop(asset.at('size'), `"${named}" is not a size of Shotstack; medium was taken.`);
  const color = colorOf(session, asset.at('color'), asset.text('color'), true);
  const background = colorOf(session, asset.at('background'), asset.text('background'), true);
  const size = Math.max(4, Math.round((SIZES[named] ?? SIZES.medium!) * canvasHeight));
  asset.rest({
    style: 'Title styles are not offered; the text is set plainly in Inter.',
    position: 'Use the position of the clip.',
    offset: 'Use the offset of the clip.',
  });
  return text ? { type: 'text', text, style: { size, ...(color && { color }), ...(background && { background }) } } : null;
}

function backgroundOf(asset: Part, session: Session): Record<string, unknown> {
  const raw = asset.raw('background');
  if (typeof raw === 'string') {
    const color = colorOf(session, asset.at('background'), raw, true);
    return color ? { background: color } : {};
  }
  const part = asset.part('background');
  if (!part) return {};
  const color = colorOf(session, part.at('color'), part.text('color'), true);
  const opacity = part.number('opacity', 0, 1);
  const padding = part.number('padding', 0, 500);
  part.rest({ borderRadius: 'Rounded corners are not offered.' });
  return { ...(color && { background: withOpacity(color, opacity) }), ...(padding !== undefined && { padding }) };
}

const withOpacity = (color: string, opacity: number | undefined): string =>
  opacity === undefined
    ? color
    : `${color.slice(0, 7)}${Math.round(opacity * 255)
        .toString(16)
        .padStart(2, '0')}`;
