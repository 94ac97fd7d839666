import type { MadeOnce } from '../made-once.ts';
import type { Plan } from '../plan.ts';
import { counted, FRAME_NAMES, jpeg, overChunks, PNG, pictures, toJpeg, toRgb } from './joined.ts';

export interface PictureFiles {
  /** The file concatList was written to. */
  list: string;
  /** A still's file; a folder for several. Absolute. */
  output: string;
}

/** ffmpeg's arguments that write every frame as a picture, 000001.png and on, or the one frame of a still. */
export function picturesCommand(plan: Plan, settings: MadeOnce & { kind: 'sequence' | 'still' }, { list, output }: PictureFiles): string[] {
  const { image, quality } = settings;
  const still = settings.kind === 'still';
  const [filter, encoder] =
    image === 'jpg' ? [toJpeg, jpeg(quality)] : image === 'png' ? [toRgb(plan), PNG] : [`${toRgb(plan)},format=bgra`, webp(quality)];
  return [
    ...[...overChunks(plan, list), '-map', '0:v:0', '-vf', `${counted(plan)},${filter}`, '-frames:v', String(still ? 1 : plan.frames)],
    ...[...encoder, ...pictures(still ? output : `${output}/${FRAME_NAMES}.${image}`, still)],
  ];
}

const webp = (quality: number): string[] => ['-c:v', 'libwebp', '-lossless', quality === 100 ? '1' : '0', '-quality', String(quality)];
