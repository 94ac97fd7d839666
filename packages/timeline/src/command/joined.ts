import type { OutputSettings } from '../output-settings.ts';
import { DEMUXERS } from './assemble.ts';
import { BITEXACT, GLOBAL, inputArgs, timebase } from './common.ts';
import { chunkFamily } from './encode.ts';
import { SCALER } from './picture.ts';

/** What is made once from all frames of one output. */
export interface Film {
  output: OutputSettings;
  frames: number;
  durationSeconds: number;
}

/** What all commands over joined frames begin with: the file concatList was written to as input 0. */
export const overChunks = (film: Film, list: string): string[] => [
  ...GLOBAL,
  ...inputArgs(list, `concat,${DEMUXERS[chunkFamily(film.output)]}`, 1, ['-f', 'concat', '-safe', '0']),
];

/** A frame's time is its number. */
export const counted = ({ output }: Film): string => `settb=${timebase(output.fps)},setpts=N`;

/** From a lossless chunk's pixels to full RGB, with the transparency it has. */
export function toRgb({ output }: Film): string {
  if (output.pixelFormat === 'rgba') return 'format=rgba';
  return output.pixelFormat === 'rgb24'
    ? 'format=rgb24'
    : `scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=${SCALER},format=rgb24`;
}

/** From a lossless chunk's pixels to JPEG's. */
export const toJpeg = `scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc:flags=${SCALER},format=yuvj420p`;

export const PNG = ['-c:v', 'png', '-compression_level', '3', '-pred', 'up'];
/** @param quality 1 to 100 */
export const jpeg = (quality: number): string[] => ['-c:v', 'mjpeg', '-q:v', String(2 + Math.round(((100 - quality) * 29) / 99))];

/** Files 000001.png, 000002.png, … */
export const FRAME_NAMES = '%06d';
export const frameName = (number: number, extension: string): string => `${String(number).padStart(6, '0')}.${extension}`;

/** What all commands that write pictures end with. @param output a path, or one with %06d */
export const pictures = (output: string, single: boolean): string[] => [
  ...['-fps_mode', 'passthrough', '-threads:v', '1', '-f', 'image2', ...(single ? ['-update', '1'] : ['-start_number', '1'])],
  ...[...BITEXACT, '-flags:v', '+bitexact', `file:${output}`],
];
