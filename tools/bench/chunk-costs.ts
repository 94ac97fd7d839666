import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectKeys } from '@workprint/contracts';
import { assembleCommand, chunkCommand, concatList, type PlanChunk } from '@workprint/timeline';
import { type Composition, singleCommands } from './composition.ts';
import { handovers } from './handovers.ts';
import type { Stage } from './stage.ts';
import { median, round } from './statistics.ts';
import { timed } from './timed.ts';

export interface ChunkCosts {
  /** Node's CPU for one chunk more, workers and orchestrator, where there are next to no bytes to hash and move; what they use idly is taken off. */
  nodeCpuPerChunkMs: number;
  /** ffmpeg's CPU seconds for one chunk more: starting, opening, decoding from a key frame on once more. Median. */
  ffmpegCpuPerChunk: number;
  /** From a chunk's end to the next one's ffmpeg, half of them faster. */
  handoverMsP50: number;
  /** Joining and muxing, in parts of the render. */
  joinRatio: number;
}

const FEW = 4;
const MANY = 24;
const TRIES = 3;
const IDLE_MS = 5000;

/** @param whole CPU seconds of a cold render */
export async function chunkCosts(stage: Stage, composition: Composition, whole: number): Promise<ChunkCosts> {
  const { node, gaps } = await tiny(stage);
  return {
    nodeCpuPerChunkMs: round(node, 1),
    ffmpegCpuPerChunk: round(await costOfCutting(stage, composition), 3),
    handoverMsP50: round(median(gaps), 0),
    joinRatio: round((await joinCost(stage, composition)) / whole, 4),
  };
}

/** `count` chunks of 4 s of a tiny picture, which no cache knows: what is left is our own work. */
const small = (count: number, run: string) => ({
  version: 1,
  canvas: { width: 64, height: 36, fps: 5 },
  tracks: [
    {
      clips: Array.from({ length: count }, (_, i) => ({ type: 'text', text: `${run} ${i}`, start: i * 4, length: 4, style: { size: 8 } })),
    },
  ],
});

async function tiny(stage: Stage): Promise<{ node: number; gaps: number[] }> {
  let idle = 0;
  const once = async (count: number, run: string) => {
    const { render, usage, wall } = await stage.render(small(count, run), { speed: 'ULTRAFAST', poster: false });
    const chunks = render.progress.chunksTotal ?? 0;
    return { node: usage.node - idle * wall, chunks, id: render.id };
  };
  await once(FEW, 'warm');
  idle = await idleRate(stage);
  const slopes: number[] = [];
  const gaps: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    const [few, many] = [await once(FEW, `few ${i}`), await once(MANY, `many ${i}`)];
    slopes.push(((many.node - few.node) * 1000) / (many.chunks - few.chunks));
    gaps.push(...(await handovers(stage, many.id)));
  }
  return { node: median(slopes), gaps };
}

/** Seconds of Node's CPU a second when there is nothing to do: what a longer wait on a busy machine must not add to a chunk. */
async function idleRate(stage: Stage): Promise<number> {
  const before = stage.usage().node;
  await sleep(IDLE_MS);
  return ((stage.usage().node - before) * 1000) / IDLE_MS;
}

/** All chunks against the same video in one piece, each with one thread and one at a time. */
async function costOfCutting(stage: Stage, composition: Composition): Promise<number> {
  const { plan, inputs, folder } = composition;
  const cpu = async (args: string[]) => (await timed({ file: stage.ffmpeg, args })).cpu;
  const encode = (chunk: PlanChunk) =>
    chunkCommand(plan, chunk, { inputs, outputs: plan.encodings.map((_, i) => (i === 0 ? path.join(folder, 'chunk.mp4') : null)) });
  const [whole] = (await singleCommands(composition, 'whole', 1)).commands;
  const costs: number[] = [];
  for (let i = 0; i < TRIES; i++) {
    let more = -(await cpu(whole as string[]));
    for (const chunk of plan.chunks) more += await cpu(encode(chunk));
    costs.push(more / (plan.chunks.length - 1));
  }
  return median(costs);
}

async function joinCost(stage: Stage, { plan, folder }: Composition): Promise<number> {
  const { store, workspaceId } = stage;
  const names = plan.chunks.map((chunk) => `join-${chunk.index}.mp4`);
  for (const [i, chunk] of plan.chunks.entries())
    await store.getToFile(objectKeys.chunk(workspaceId, chunk.encoded[0]?.key ?? ''), path.join(folder, names[i] as string));
  const sound = plan.audio?.encoded[0];
  const audio = sound ? path.join(folder, 'join-audio') : null;
  if (sound && audio) await store.getToFile(objectKeys.audio(workspaceId, sound.key), audio);
  const list = path.join(folder, 'join.txt');
  await writeFile(list, concatList(plan, names));
  const [first] = plan.outputs;
  if (!first) throw new Error('the plan has no output');
  const args = assembleCommand(first, { list, audio, output: path.join(folder, 'joined.mp4') });
  return (await timed({ file: stage.ffmpeg, args, cwd: folder })).cpu;
}
