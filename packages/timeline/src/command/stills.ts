import type { MadeOnce } from '../made-once.ts';
import { counted, type Film, FRAME_NAMES, jpeg, overChunks, PNG, pictures, toJpeg, toRgb } from './joined.ts';

export interface PictureFiles {
  /** The file concatList was written to. */
  list: string;
  /** A still's file; a folder for several. Absolute. */
  output: string;
}

/** ffmpeg's arguments that write every frame as a picture, 000001.png and on, or the one frame of a still. */
export function picturesCommand(film: Film, settings: MadeOnce & { kind: 'sequence' | 'still' }, { list, output }: PictureFiles): string[] {
  const { image, quality } = settings;
  const still = settings.kind === 'still';
  const [filter, encoder] =
    image === 'jpg' ? [toJpeg, jpeg(quality)] : image === 'png' ? [toRgb(film), PNG] : [`${toRgb(film)},format=bgra`, webp(quality)];
  return [
    ...[...overChunks(film, list), '-map', '0:v:0', '-vf', `${counted(film)},${filter}`, '-frames:v', String(still ? 1 : film.frames)],
    ...[...encoder, ...pictures(still ? output : `${output}/${FRAME_NAMES}.${image}`, still)],
  ];
}

const webp = (quality: number): string[] => ['-c:v', 'libwebp', '-lossless', quality === 100 ? '1' : '0', '-quality', String(quality)];
