import type { Plan } from '../plan.ts';
import { BITEXACT, GLOBAL, inputArgs, timescale } from './common.ts';

export interface AssembleFiles {
  /** The file concatList was written to. */
  list: string;
  /** null when the plan has no audio. */
  audio: string | null;
  output: string;
}

export interface PosterFiles {
  chunkFile: string;
  /** Frame counted from the chunk's first. */
  frameInChunk: number;
  /** A path ending in .jpg. */
  output: string;
}

const MP4 = 'mov,mp4,m4a,3gp,3g2,mj2';

/** Text of the concat list: a path per chunk, in order, each with its exact duration. @throws on a path with a line break */
export function concatList(plan: Plan, chunkPaths: readonly string[]): string {
  const { num, den } = plan.output.fps;
  // Differences of rounded ends, so that the microseconds never add up to a drift.
  const end = (frame: number) => Math.round((frame * den * 1e6) / num);
  const lines = plan.chunks.map((chunk, i) => {
    const path = chunkPaths[i];
    if (path === undefined || /[\n\r\0]/.test(path)) throw new Error(`no usable path for chunk ${i}`);
    const us = end(chunk.start + chunk.frames) - end(chunk.start);
    return `file 'file:${path.replaceAll("'", "'\\''")}'\nduration ${(us / 1e6).toFixed(6)}\n`;
  });
  return `ffconcat version 1.0\n${lines.join('')}`;
}

/** ffmpeg's arguments that join chunks and sound without encoding again. */
export function assembleCommand(plan: Plan, files: AssembleFiles): string[] {
  return [
    ...[...GLOBAL, ...inputArgs(files.list, `concat,${MP4}`, 1, ['-f', 'concat', '-safe', '0'])],
    ...(files.audio ? inputArgs(files.audio, MP4, 1) : []),
    ...['-map', '0:v:0', ...(files.audio ? ['-map', '1:a:0'] : []), '-c', 'copy'],
    ...[
      '-f',
      'mp4',
      '-video_track_timescale',
      String(timescale(plan.output.fps)),
      '-movflags',
      '+faststart',
      ...BITEXACT,
      `file:${files.output}`,
    ],
  ];
}

/** ffmpeg's arguments that draw plan.posterFrame as JPEG. */
export function posterCommand(_plan: Plan, { chunkFile, frameInChunk, output }: PosterFiles): string[] {
  const jpeg =
    'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc:flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=yuvj420p';
  return [
    ...[...GLOBAL, ...inputArgs(chunkFile, MP4, 1)],
    ...['-map', '0:v:0', '-vf', `select='eq(n,${Math.trunc(frameInChunk)})',${jpeg}`, '-frames:v', '1', '-fps_mode', 'passthrough'],
    ...['-c:v', 'mjpeg', '-q:v', '2', '-f', 'image2', '-update', '1', ...BITEXACT, '-flags:v', '+bitexact', `file:${output}`],
  ];
}
