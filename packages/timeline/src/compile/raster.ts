import type { TextRaster } from '../raster-spec.ts';
import type { TextClip } from '../timeline.ts';
import type { Curve } from './graph.ts';

/** No letter is drawn larger than this; what is asked beyond it is scaled up. */
const MAX_SIZE = 1000;

/** How much larger than its size a text is drawn, so that it stays sharp at its largest. */
export function rasterFactor(clip: Pick<TextClip, 'style'>, scale: Curve): number {
  const largest = typeof scale === 'number' ? scale : Math.max(...scale.flatMap((p) => [p.a, p.b]));
  return Math.max(0.01, Math.min(largest, MAX_SIZE / clip.style.size));
}

export function rasterOf(clip: TextClip, factor: number, canvasWidth: number): TextRaster {
  const { font, weight, italic, color, align, lineHeight, background, stroke, shadow, size, padding, maxWidth } = clip.style;
  const px = (n: number) => Math.round(n * factor * 1000) / 1000;
  return {
    kind: 'text',
    text: clip.text,
    font,
    weight,
    italic,
    size: px(size),
    color,
    align,
    lineHeight,
    maxWidth: px(maxWidth ?? canvasWidth * 0.9),
    background,
    padding: px(padding),
    stroke: stroke && { color: stroke.color, width: px(stroke.width) },
    shadow: shadow && { color: shadow.color, blur: px(shadow.blur), x: px(shadow.x), y: px(shadow.y) },
  };
}

/** What is left to scale after drawing at `factor`. */
export const rescaled = (scale: Curve, factor: number): Curve =>
  typeof scale === 'number' ? scale / factor : scale.map((p) => ({ ...p, a: p.a / factor, b: p.b / factor }));
