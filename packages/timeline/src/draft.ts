import { CODECS } from './output-formats.ts';
import type { OutputSettings } from './output-settings.ts';

/** How many times shorter a draft's sides are. */
const TIMES = 4;

/** An even quarter. @param least pixels that a side must have */
export const quarter = (pixels: number, least = 16): number => Math.max(least, 2 * Math.round(pixels / TIMES / 2));

/** The same output as a draft: a quarter as wide and as high, with a watermark. */
export function draftOutput(output: OutputSettings): OutputSettings {
  const least = output.once?.kind === 'pixel_art' ? 8 : CODECS[output.codec ?? 'lossless'].minSide;
  const sizes = ({ width, height }: { width: number; height: number }) => ({
    width: quarter(width, least),
    height: quarter(height, least),
  });
  const small = (output.renditions ?? []).map((one) => ({ ...one, ...sizes(one) }));
  // A rendition's files are called by its height.
  const distinct = small.filter((one, i) => small.findIndex((other) => other.height === one.height) === i);
  return { ...output, ...sizes(output), renditions: output.renditions && distinct, draft: true };
}
