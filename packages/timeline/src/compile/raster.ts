import type { TextRaster } from '../raster-spec.ts';
import type { TextClip, TextStyle } from '../timeline.ts';
import { COUNTER } from '../titles/counter.ts';
import { transformed } from '../titles/transform.ts';
import type { Curve } from './graph.ts';

type Size = { width: number; height: number };

/** No letter is drawn larger than this; what is asked beyond it is scaled up. */
const MAX_SIZE = 1000;

/** How much larger than its size a text is drawn, so that it stays sharp at its largest. */
export function rasterFactor(clip: Pick<TextClip, 'style'>, scale: Curve): number {
  const largest = typeof scale === 'number' ? scale : Math.max(...scale.flatMap((p) => [p.a, p.b]));
  return Math.max(0.01, Math.min(largest, MAX_SIZE / clip.style.size));
}

export function rasterOf(clip: TextClip, factor: number, canvas: Size): TextRaster {
  const { font, weight, italic, color, align, lineHeight, background, stroke, shadow, size, padding, maxWidth } = clip.style;
  const px = (n: number) => scaledBy(factor, n);
  return {
    kind: 'text',
    text: transformed(clip.text, clip.style.transform, [], COUNTER).text,
    font,
    weight,
    italic,
    size: px(size),
    color,
    align,
    lineHeight,
    maxWidth: px(maxWidth ?? canvas.width * 0.9),
    background,
    padding: px(padding),
    stroke: stroke && { color: stroke.color, width: px(stroke.width) },
    shadow: shadow && { color: shadow.color, blur: px(shadow.blur), x: px(shadow.x), y: px(shadow.y) },
    ...lookOf(clip.style, canvas, px),
  };
}

/** What is in a raster only where the style says it: others keep their keys. */
function lookOf(style: TextStyle, canvas: Size, px: (n: number) => number): Partial<TextRaster> {
  const { letterSpacing, fit, minSize = 8, maxHeight, verticalAlign, plate, padding, size } = style;
  return {
    ...(letterSpacing === undefined ? {} : { letterSpacing: px(letterSpacing) }),
    ...(fit ? { shrink: { minSize: px(Math.min(minSize, size)), maxHeight: px(maxHeight ?? canvas.height * 0.9) } } : {}),
    ...(verticalAlign && maxHeight !== undefined ? { room: { height: px(maxHeight), align: verticalAlign } } : {}),
    ...(plate ? { plate: { ...plate, x: px(plate.x ?? padding), y: px(plate.y ?? padding), radius: px(plate.radius) } } : {}),
  };
}

/** Pixels of the picture, to the thousandth. */
export const scaledBy = (factor: number, pixels: number): number => Math.round(pixels * factor * 1000) / 1000;

/** What is left to scale after drawing at `factor`. */
export const rescaled = (scale: Curve, factor: number): Curve =>
  typeof scale === 'number' ? scale / factor : scale.map((p) => ({ ...p, a: p.a / factor, b: p.b / factor }));
