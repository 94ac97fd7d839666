import type { Rational } from '../media.ts';
import type { OutputSettings } from '../output.ts';
import type { VideoCodec } from '../output-formats.ts';
import type { CaptionTrack, Plan, PlanOutput } from '../plan.ts';
import { AUDIO_DEMUXERS } from './audio-codecs.ts';
import { captionArgs } from './caption-codecs.ts';
import { BITEXACT, GLOBAL, inputArgs, metadata, secondsArg, timescale } from './common.ts';
import { type ContainerFamily, chunkFamily } from './encode.ts';

export interface AssembleFiles {
  /** The file concatList was written to. */
  list: string;
  /** null when the output has no sound. */
  audio: string | null;
  output: string;
  /** The files captionFiles' texts were written to, in order. */
  captions?: readonly (Pick<CaptionTrack, 'language' | 'label'> & { path: string })[];
  /** A poster that is drawn by the way; null or absent: none. */
  poster?: PosterFiles | null;
}

export interface PosterFiles {
  chunkFile: string;
  /** Frame counted from the chunk's first. */
  frameInChunk: number;
  fps: Rational;
  /** A path ending in .jpg. */
  output: string;
}

/** What chunks may be opened with. */
export const DEMUXERS: Record<ContainerFamily, string> = { mp4: 'mov,mp4,m4a,3gp,3g2,mj2', matroska: 'matroska,webm' };

/** Text of the concat list: a path per chunk, in order, each with its exact duration. @throws on a path with a line break */
export function concatList(plan: Plan, chunkPaths: readonly string[]): string {
  const { num, den } = plan.canvas.fps;
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

/** ffmpeg's arguments that join an output's chunks and sound without encoding again. */
export function assembleCommand({ settings: output }: PlanOutput, files: AssembleFiles): string[] {
  const { captions = [], poster = null } = files;
  const first = files.audio && output.audioCodec ? 2 : 1;
  return [
    ...[...GLOBAL, ...inputArgs(files.list, `concat,${DEMUXERS[chunkFamily(output)]}`, 1, ['-f', 'concat', '-safe', '0'])],
    ...(files.audio && output.audioCodec ? inputArgs(files.audio, AUDIO_DEMUXERS[output.audioCodec], 1) : []),
    ...captions.flatMap(({ path }) => inputArgs(path, 'webvtt', 1, ['-f', 'webvtt'])),
    ...(poster ? posterInput(poster) : []),
    ...['-map', '0:v:0', ...(files.audio ? ['-map', '1:a:0'] : []), ...captions.flatMap((_, i) => ['-map', `${first + i}:s:0`])],
    ...['-c', 'copy', ...deliveredContainer(output)],
    ...[...BITEXACT, ...metadata(output), ...captionArgs(captions, output.format), `file:${files.output}`],
    ...(poster ? posterOutput(poster, first + captions.length) : []),
  ];
}

/** Pictures by which the first one is decoded before it is shown: no chunk of these codecs needs more. */
const DELAY: Partial<Record<VideoCodec, number>> = { h264: 2, h265: 2 };

/**
 * Decoding goes on a picture at a time. A chunk's file does not say its delay: ffmpeg infers it from the pictures that are reordered the most, so
 * a chunk whose pictures hide behind fewer others (noise, flicker, a stretch copied from a source) would be decoded later than its turn.
 */
const oneDelay = ({ codec, fps: { num, den } }: OutputSettings): string[] => {
  const delay = codec && DELAY[codec];
  return delay ? ['-bsf:v', `setts=pts=PTS:dts='round((N-${delay})*${den}/(${num}*TB))'`] : [];
};

// Opus begins before its first sample: the muxer writes that as a codec delay, the pictures must not move for it.
const WEBM = ['-f', 'webm', '-cues_to_front', '1', '-avoid_negative_ts', 'disabled'];

function deliveredContainer(output: OutputSettings): string[] {
  if (output.format === 'webm') {
    const { num, den } = output.fps;
    // Each frame's time is rounded to the container's milliseconds by itself, whatever the chunks' files rounded.
    const exact = ['-bsf:v', `setts=ts='round(N*1000*${den}/${num})'`];
    return [...(output.alpha ? [...exact, '-metadata:s:v:0', 'alpha_mode=1'] : []), ...WEBM];
  }
  return [
    ...[...oneDelay(output), '-f', output.format === 'mov' ? 'mov' : 'mp4', '-video_track_timescale', String(timescale(output.fps))],
    ...['-movflags', '+faststart', ...(output.codec === 'h265' ? ['-tag:v', 'hvc1'] : [])],
  ];
}

/** ffmpeg's arguments that draw a frame of a chunk or of a finished file as JPEG. */
export const posterCommand = (files: PosterFiles): string[] => [...GLOBAL, ...posterInput(files), ...posterOutput(files, 0)];

/** Read until just behind the frame: beside a join that is not yet done ffmpeg would go on decoding for nobody, to the chunk's end. */
const posterInput = ({ chunkFile, frameInChunk, fps: { num, den } }: PosterFiles): string[] =>
  inputArgs(chunkFile, `${DEMUXERS.mp4},${DEMUXERS.matroska}`, 1, ['-t', secondsArg(((frameInChunk + 2) * den) / num)]);

/** @param input its number among the command's inputs */
function posterOutput({ frameInChunk, output }: PosterFiles, input: number): string[] {
  const jpeg =
    'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc:flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=yuvj420p';
  return [
    ...['-map', `${input}:v:0`, '-vf', `select='eq(n,${Math.trunc(frameInChunk)})',${jpeg}`, '-frames:v', '1', '-fps_mode', 'passthrough'],
    ...['-c:v', 'mjpeg', '-q:v', '2', '-f', 'image2', '-update', '1', ...BITEXACT, '-flags:v', '+bitexact', `file:${output}`],
  ];
}
