import { decimal } from '../compile/curves.ts';
import type { Denoise, Stabilize } from '../compile/recipe.ts';
import type { CommandFiles } from '../plan.ts';
import { filterPath } from './common.ts';
import { SCALER } from './picture.ts';

/** ffmpeg's own strengths at the half; transparency goes round it. */
export function denoiseFilters({ amount, pixelFormat, alpha }: Denoise): string[] {
  const [luma, chroma, lumaTime, chromaTime] = [8, 6, 12, 9].map((n) => decimal(n * amount));
  const filter = `hqdn3d=${luma}:${chroma}:${lumaTime}:${chromaTime}`;
  return alpha
    ? [`split[shown][clear];[clear]alphaextract[alpha];[shown]${filter}[clean];[clean][alpha]alphamerge`, `format=${named(pixelFormat)}`]
    : [filter, `format=${named(pixelFormat)}`];
}

/** What the first pass finds out about the camera, beside the piece. */
const foundIn = ({ outputs }: CommandFiles): string => filterPath(`${outputs[0]}.trf`);

export const shakingFilter = (files: CommandFiles): string => `vidstabdetect=shakiness=8:accuracy=15:result=${foundIn(files)}`;

/** Frames before and after, over which the camera's way is smoothed. */
const SMOOTHING = 15;

/** The rim that is missing then is cut off as far as `zoom` goes; beyond, it is as it was before, or mirrored. */
export function steadyFilters({ zoom, width, height, pixelFormat, with: by }: Stabilize, files: CommandFiles): string[] {
  const format = `format=${named(pixelFormat)}`;
  if (by === 'vidstab') return [`vidstabtransform=input=${foundIn(files)}:smoothing=${SMOOTHING}:optzoom=0:zoom=${decimal(zoom)}`, format];
  const large = (side: number) => 2 * Math.round((side * (1 + zoom / 100)) / 2);
  const enlarged = [`scale=${large(width)}:${large(height)}:flags=${SCALER}`, `crop=${width}:${height}:exact=1`];
  return ['deshake=rx=64:ry=64:edge=mirror:blocksize=32:contrast=10:search=exhaustive', ...(zoom > 0 ? enlarged : []), format];
}

/** A name of ffmpeg's, as ffprobe said it. */
function named(pixelFormat: string): string {
  if (!/^[a-z0-9]+$/.test(pixelFormat)) throw new Error(`not a format of pixels: ${pixelFormat}`);
  return pixelFormat;
}
