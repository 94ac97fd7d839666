import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  assembleCommand,
  audioCommand,
  audioInputs,
  type CommandInput,
  chunkCommand,
  chunkInputs,
  compilePlan,
  concatList,
  type Plan,
  parseTimeline,
  resolveOutput,
} from '@workprint/timeline';
import { md5sIn } from '../composition.ts';
import { text } from '../timed.ts';
import type { Rate, Source } from './source.ts';

/** Only in keys, and nobody looks at these. */
const NO_TOOLCHAIN = { ffmpeg: '', canvas: '', arch: '', fonts: {} };

export interface Tools {
  ffmpeg: string;
  ffprobe: string;
}

/** A timeline of one rate, cut into so many chunks, with what came of it. */
export interface Cut {
  plan: Plan;
  /** MD5 of each frame before it is encoded. */
  composed: string[];
  /** SHA-256 of the mix before it is encoded, and its samples. */
  mix: { sha256: string; samples: number };
  /** SHA-256 of the encoded chunks, in order. */
  chunks: string[];
  /** The delivered file. */
  file: string;
}

/** Three shots that fade into one another, a fourth that moves over them, and their sound, in as many equal chunks as are asked for. */
export function planOf({ said }: Rate, { media }: Source, frames: number, chunks: number): Plan {
  const seconds = frames / said;
  const clip = (start: number, end: number, more: object = {}) => ({
    ...{ type: 'video', src: `asset:${media.assetId}`, start: start * seconds, length: (end - start) * seconds, onEnd: 'loop', ...more },
  });
  const fade = { type: 'fade', length: 0.1 * seconds };
  const opacity = [
    { at: 0, value: 0 },
    { at: 0.3 * seconds, value: 0.9, easing: 'easeInOut' },
  ];
  const document = {
    version: 1,
    canvas: { width: 160, height: 90, fps: Math.round(said * 1000) / 1000 },
    tracks: [
      {
        clips: [
          clip(0, 0.4, { transitionOut: fade }),
          clip(0.3, 0.7, { trim: 0.2 * seconds, transitionOut: fade, volume: 0.5 }),
          clip(0.6, 1, { trim: 0.1 * seconds, fadeOut: 0.2 * seconds }),
        ],
      },
      { clips: [clip(0.2, 0.8, { muted: true, scale: 0.5, opacity, position: { x: '30%', y: '40%' } })] },
    ],
  };
  const parsed = parseTimeline(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const output = resolveOutput(parsed.value.canvas, null, { crf: 18 });
  if (!output.ok) throw new Error(JSON.stringify(output.problems));
  const cuts = Array.from({ length: chunks - 1 }, (_, i) => Math.round(((i + 1) * frames) / chunks));
  const [assets, generated] = [{ [media.assetId]: media }, {}];
  const plan = compilePlan({ timeline: parsed.value, output: output.value, assets, generated, toolchain: NO_TOOLCHAIN, cuts });
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return plan.value;
}

/** Composes, encodes, mixes and joins. @param threads of decoders and filters: they change nothing */
export async function cutOf({ ffmpeg }: Tools, plan: Plan, source: Source, folder: string, threads: number): Promise<Cut> {
  await mkdir(folder, { recursive: true });
  const run = (args: readonly string[]): Promise<string> => text({ file: ffmpeg, args, cwd: folder });
  const placed = (list: readonly CommandInput[]) => Object.fromEntries(list.map(({ id }) => [id, source.file]));
  const [composed, chunks, names]: [string[], string[], string[]] = [[], [], []];
  for (const chunk of plan.chunks) {
    const inputs = placed(chunkInputs(chunk));
    const [md5s, file] = [path.join(folder, 'composed.md5'), path.join(folder, `chunk-${chunk.index}.mp4`)];
    await run(chunkCommand(plan, chunk, { inputs, outputs: [md5s] }, { mode: 'composed', threads }));
    composed.push(...md5sIn(await readFile(md5s, 'utf8')));
    await run(chunkCommand(plan, chunk, { inputs, outputs: [file] }, { threads }));
    chunks.push(await sha256Of(file));
    names.push(path.basename(file));
  }
  const inputs = plan.audio ? placed(audioInputs(plan.audio)) : {};
  const [pcm, audio] = [path.join(folder, 'mix.f32'), path.join(folder, 'mix.m4a')];
  await run(audioCommand(plan, { inputs, outputs: [pcm] }, { mode: 'pcm' }));
  await run(audioCommand(plan, { inputs, outputs: [audio] }));
  const [list, file] = [path.join(folder, 'list.txt'), path.join(folder, 'film.mp4')];
  await writeFile(list, concatList(plan, names));
  await run(assembleCommand(plan.outputs[0]!, { list, audio, output: file }));
  const samples = (await readFile(pcm)).byteLength / 8;
  return { plan, composed, mix: { sha256: await sha256Of(pcm), samples }, chunks, file };
}

const sha256Of = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
