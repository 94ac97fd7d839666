import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { objectKeys } from '@workprint/contracts';
import { getAssets } from '@workprint/projection';
import type { Render } from '@workprint/sdk';
import {
  assembleCommand,
  assetReferences,
  audioCommand,
  chunkCommand,
  compilePlan,
  concatList,
  type Plan,
  type PlanChunk,
  parseTimeline,
  type SourceMedia,
} from '@workprint/timeline';
import { BIN_DIR, ROOT } from '../paths.mjs';
import type { Stage } from './stage.ts';
import { text } from './timed.ts';
import type { Draft } from './timeline.ts';

/** A finished render's plan, the same timeline as one chunk, and what both read, on this machine's disk. */
export interface Composition {
  plan: Plan;
  single: Plan;
  chunk: PlanChunk;
  /** Paths by input id. */
  inputs: Record<string, string>;
  folder: string;
}

/** Only in keys, and nobody looks at these. */
const NO_TOOLCHAIN = { ffmpeg: '', canvas: '', arch: '', fonts: {} };

export async function compositionOf(stage: Stage, render: Render, timeline: Draft, folder: string): Promise<Composition> {
  const { workspaceId, db, store, stack } = stage;
  const plan = await store.getJson<Plan>(objectKeys.plan(workspaceId, render.id, render.revision, 0));
  const parsed = parseTimeline(timeline);
  if (!parsed.ok) throw new Error('the timeline does not parse');
  const ids = assetReferences(parsed.value).map((reference) => reference.assetId);
  const rows = await db.withWorkspace(workspaceId, (tx) => getAssets(tx, ids));
  const assets = Object.fromEntries(rows.map((row) => [row.id, { ...row, assetId: row.id } as unknown as SourceMedia]));
  const output = plan.outputs[0]?.settings;
  if (!output) throw new Error('the render has no output');
  const compiled = compilePlan({ timeline: parsed.value, output, assets, generated: {}, toolchain: NO_TOOLCHAIN, cuts: [] });
  const chunk = compiled.ok ? compiled.value.chunks[0] : undefined;
  if (!compiled.ok || !chunk) throw new Error('the timeline does not compile as a single chunk');
  const single = compiled.value;
  const file = path.join(folder, 'plan.json');
  await writeFile(file, JSON.stringify({ ...plan, chunks: [...plan.chunks, chunk] }));
  const script = path.join(ROOT, 'services/render-worker/src/place-inputs.ts');
  const printed = await text({ file: path.join(BIN_DIR, 'node'), args: [script, file, workspaceId, folder], env: stack.env });
  return { plan, single, chunk, inputs: JSON.parse(printed.trim().split('\n').at(-1) ?? ''), folder };
}

/** MD5 of every composed frame, chunk after chunk. */
export async function composedFrames({ plan, inputs }: Composition, { ffmpeg, ffprobe: _ }: Stage): Promise<string[]> {
  const frames: string[] = [];
  for (const chunk of plan.chunks) {
    const args = chunkCommand(plan, chunk, { inputs, outputs: plan.encodings.map((_, i) => (i === 0 ? '-' : null)) }, { mode: 'composed' });
    frames.push(...md5sIn(await text({ file: ffmpeg, args: toStdout(args) })));
  }
  return frames;
}

/** The muxer's own output is all we read: no progress among it. */
const toStdout = (args: readonly string[]): string[] => without(args, '-progress').map((arg) => (arg === 'file:-' ? 'pipe:1' : arg));

const without = (args: readonly string[], option: string): string[] => {
  const at = args.indexOf(option);
  return at < 0 ? [...args] : [...args.slice(0, at), ...args.slice(at + 2)];
};

/** @param framemd5 what ffmpeg's muxer of that name writes */
export const md5sIn = (framemd5: string): string[] =>
  framemd5
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)?.trim() ?? '');

/** The single graph's frames in a file, nothing lost. */
export async function losslessFile({ single, chunk, inputs, folder }: Composition, { ffmpeg }: Stage): Promise<string> {
  const file = path.join(folder, 'composed.mp4');
  const composed = chunkCommand(single, chunk, { inputs, outputs: [file] }, { mode: 'composed' });
  const muxer = composed.indexOf('framemd5');
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-f', 'mp4', '-video_track_timescale', '90000'];
  await text({ file: ffmpeg, args: [...without(composed.slice(0, muxer - 1), '-progress'), ...encoder, file] });
  return file;
}

/** MD5 of every frame of a file. */
export const framesOf = async (file: string, { ffmpeg }: Pick<Stage, 'ffmpeg'>): Promise<string[]> =>
  md5sIn(await text({ file: ffmpeg, args: ['-v', 'error', '-i', file, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'] }));

export interface SingleFiles {
  video: string;
  audio: string | null;
  list: string;
  output: string;
}

/** The same timeline by our own single graph: its commands in order, and where they write. */
export async function singleCommands({ single, chunk, inputs, folder }: Composition, name: string, threads: number) {
  const video = path.join(folder, `${name}-video.mp4`);
  const audio = single.audio === null ? null : path.join(folder, `${name}-audio.m4a`);
  const [list, output] = [path.join(folder, `${name}.txt`), path.join(folder, `${name}.mp4`)];
  await writeFile(list, concatList(single, [video]));
  const first = single.outputs[0];
  if (!first) throw new Error('the plan has no output');
  const encode = chunkCommand(single, chunk, { inputs, outputs: [video] }, { threads }).map((arg, i, all) =>
    all[i - 1] === '-threads:v' ? String(threads) : arg,
  );
  const commands = [
    encode,
    ...(audio === null ? [] : [audioCommand(single, { inputs, outputs: [audio] })]),
    assembleCommand(first, { list, audio, output }),
  ];
  return { commands, output };
}
