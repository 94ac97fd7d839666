import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Composition, composedFrames, framesOf, losslessFile, singleCommands } from './composition.ts';
import { type Gates, gatesOf, type Packet } from './gates.ts';
import type { Stage } from './stage.ts';
import { text } from './timed.ts';

const run = promisify(execFile);

/**
 * Looks at a finished video from all sides.
 * @param reference the file whose size and sound it is compared with
 */
export async function judge(stage: Stage, composition: Composition, ours: string, reference: string): Promise<Gates> {
  const { plan, folder } = composition;
  const lossless = await losslessFile(composition, stage);
  const own = await singleCommands(composition, 'judged', 1);
  for (const args of own.commands) await text({ file: stage.ffmpeg, args });
  const sound = plan.audio === null ? null : { ours: await samples(stage, ours), reference: await samples(stage, reference) };
  return gatesOf({
    packets: await packetsOf(stage, ours),
    frames: plan.frames,
    composed: { ours: await composedFrames(composition, stage), single: await framesOf(lossless, stage) },
    sound,
    ssim: {
      ours: await ssim(stage, ours, lossless, path.join(folder, 'ssim-ours.txt')),
      single: await ssim(stage, own.output, lossless, path.join(folder, 'ssim-single.txt')),
    },
    seams: plan.chunks.slice(1).map((chunk) => chunk.start),
    bytes: { ours: (await stat(ours)).size, reference: (await stat(reference)).size },
  });
}

/** In decoding order. */
export async function packetsOf({ ffprobe }: Pick<Stage, 'ffprobe'>, file: string): Promise<Packet[]> {
  const shown = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts,dts', '-of', 'csv=p=0', file];
  const lines = (await text({ file: ffprobe, args: shown })).trim().split('\n');
  return lines.map((line) => {
    const [pts, dts] = line.split(',').map(Number);
    return { pts: pts ?? Number.NaN, dts: dts ?? Number.NaN };
  });
}

async function samples({ ffmpeg }: Stage, file: string): Promise<Int16Array> {
  const args = ['-v', 'error', '-i', file, '-map', '0:a:0', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'];
  const { stdout } = await run(ffmpeg, args, { encoding: 'buffer', maxBuffer: 2 ** 30 });
  return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.byteLength >> 1);
}

/** By frame, 0 to 1. */
async function ssim({ ffmpeg }: Stage, file: string, against: string, stats: string): Promise<number[]> {
  const counted = 'settb=1/30,setpts=N';
  const graph = `[0:v]${counted}[a];[1:v]${counted}[b];[a][b]ssim=stats_file=${stats}`;
  await text({ file: ffmpeg, args: ['-v', 'error', '-i', file, '-i', against, '-lavfi', graph, '-f', 'null', '-'] });
  return ssimsIn(await readFile(stats, 'utf8'));
}

/** @param stats what ffmpeg's ssim filter writes: a line a frame */
export const ssimsIn = (stats: string): number[] => [...stats.matchAll(/ All:([\d.]+)/g)].map((match) => Number(match[1]));

/** x264's own words about how it was set up, by name; null when the file does not say. */
export async function x264Options(file: string): Promise<Record<string, string> | null> {
  const bytes = await readFile(file);
  const at = bytes.indexOf('x264 - core');
  const said = at < 0 ? '' : (bytes.toString('latin1', at, at + 2000).split('\0')[0] ?? '');
  const options = said.split('options: ')[1];
  return options === undefined
    ? null
    : Object.fromEntries(
        options
          .trim()
          .split(' ')
          .map((o) => o.split('=') as [string, string]),
      );
}

/** Settings that must agree for a comparison of encoders to mean anything. */
const COMPARED = [
  'rc',
  'crf',
  'keyint',
  'bframes',
  'ref',
  'me',
  'subme',
  'trellis',
  'rc_lookahead',
  'vbv_maxrate',
  'aq',
  'mbtree',
  'weightp',
];

/** "keyint: 60, not 250" of each that differs. */
export const differingOptions = (ours: Record<string, string> | null, theirs: Record<string, string> | null): string[] =>
  ours && theirs ? COMPARED.filter((k) => ours[k] !== theirs[k]).map((k) => `${k}: ${theirs[k]}, not ${ours[k]}`) : ['x264 said nothing'];
