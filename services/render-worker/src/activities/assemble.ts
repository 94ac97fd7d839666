import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AssembleInput, type OutputRecord, objectKeys } from '@workprint/contracts';
import { findChunks } from '@workprint/projection';
import { assembleCommand, captionFiles, concatList, formatSpec, type Plan } from '@workprint/timeline';
import { audioProblem, videoProblem, webmProblem } from '../boxes/verify.ts';
import { fail } from '../failure-error.ts';
import { hashFile } from '../source-cache/index.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { downloadChecked, eachBounded } from './download.ts';
import { mix } from './mix-audio.ts';
import { forget } from './publish-object.ts';
import { runFor } from './run-ffmpeg.ts';

const PARALLEL = 6;
const OUTPUT_INDEX = 0;

/** Chunks and sound → one file, nothing encoded again. What is missing or damaged is forgotten and named. */
export const assemble = async (
  needs: Dependencies,
  input: AssembleInput,
  { signal }: Call,
): Promise<{ outputs: OutputRecord[]; damaged: number[] }> => {
  const plan = await needs.plans.read(input.planKey, signal);
  return needs.scratch.withFolder('assemble', async (folder) => {
    const damaged = await collect(needs, input, plan, folder, signal);
    if (damaged.length > 0) return { outputs: [], damaged };
    // Sound alone is delivered as it was mixed.
    const file = plan.output.codec === null ? join(folder, AUDIO) : await joinChunks(needs, input, plan, folder, signal);
    return { outputs: [await deliver(needs, input, plan, file, signal)], damaged: [] };
  });
};

/** Relative to the list, so that no machine's path is in it. */
const nameOf = (index: number): string => `c${index}.mp4`;
const AUDIO = 'audio';

/** Brings everything into the folder. Returns the indices of chunks to be rendered again. */
const collect = async (
  needs: Dependencies,
  { workspaceId, renderId, planKey }: AssembleInput,
  plan: Plan,
  folder: string,
  signal: AbortSignal,
): Promise<number[]> => {
  const { db, log } = needs;
  const keys = plan.chunks.map((c) => c.key);
  const rows = await db.withWorkspace(workspaceId, (tx) => findChunks(tx, plan.audio === null ? keys : [...keys, plan.audio.key]));
  const byKey = new Map(rows.map((r) => [r.key, r]));
  const damaged: number[] = [];
  await eachBounded(plan.chunks, PARALLEL, async ({ index, key }) => {
    const row = byKey.get(key);
    if (row !== undefined && (await downloadChecked(needs, row, join(folder, nameOf(index)), signal))) return;
    log.warn({ renderId, chunk: index, key }, 'a chunk is missing or damaged: it is rendered again');
    await forget(needs, workspaceId, key, objectKeys.chunk(workspaceId, key));
    damaged.push(index);
  });
  if (plan.audio !== null && damaged.length === 0) {
    const { key } = plan.audio;
    const row = byKey.get(key);
    if (row === undefined || !(await downloadChecked(needs, row, join(folder, AUDIO), signal))) {
      log.warn({ renderId, key }, 'the sound is missing or damaged: it is mixed again');
      await forget(needs, workspaceId, key, objectKeys.audio(workspaceId, key));
      await mix(needs, { workspaceId, renderId, planKey }, plan, plan.audio, signal);
      await needs.store.getToFile(objectKeys.audio(workspaceId, key), join(folder, AUDIO), { signal });
    }
  }
  return damaged.sort((a, b) => a - b);
};

const joinChunks = async (
  needs: Dependencies,
  { workspaceId, renderId }: AssembleInput,
  plan: Plan,
  folder: string,
  signal: AbortSignal,
): Promise<string> => {
  const list = join(folder, 'list.txt');
  const output = join(folder, `output.${plan.output.format}`);
  await writeFile(
    list,
    concatList(
      plan,
      plan.chunks.map((c) => nameOf(c.index)),
    ),
  );
  const texts = captionFiles(plan);
  const captions = texts.map((_, i) => join(folder, `captions-${i}.vtt`));
  await Promise.all(texts.map((text, i) => writeFile(captions[i]!, text)));
  await runFor(
    needs,
    { workspaceId, renderId, step: 'assemble' },
    {
      args: assembleCommand(plan, { list, audio: plan.audio === null ? null : join(folder, AUDIO), captions, output }),
      cwd: folder,
      signal,
      timeoutMs: 300_000 + plan.frames * 100,
    },
  );
  const problem = await joinedProblem(output, plan);
  if (problem !== null) throw fail('FFMPEG_FAILED', `The joined file came out wrong: ${problem}.`);
  return output;
};

const joinedProblem = async (file: string, plan: Plan): Promise<string | null> => {
  const frames = { frames: plan.frames, fps: plan.output.fps };
  if (plan.output.format === 'webm') return webmProblem(file, frames);
  const problem = await videoProblem(file, frames);
  return problem ?? (plan.audio === null ? null : audioProblem(file, { samples: plan.audio.samples, rate: 48_000 }));
};

const deliver = async (
  { store }: Dependencies,
  { workspaceId, renderId }: AssembleInput,
  plan: Plan,
  file: string,
  signal: AbortSignal,
): Promise<OutputRecord> => {
  const objectKey = objectKeys.output(workspaceId, renderId, `${OUTPUT_INDEX}.${plan.output.format}`);
  const { contentType } = formatSpec(plan.output.format);
  const [sha256, { size: bytes }] = await Promise.all([hashFile(file, signal), stat(file)]);
  await store.putFile(objectKey, file, { contentType, sha256, signal });
  const { format, codec } = plan.output;
  const { width, height } = codec === null ? { width: null, height: null } : plan.output;
  const frames = codec === null ? 0 : plan.frames;
  return {
    ...{ index: OUTPUT_INDEX, format, objectKey, posterKey: null, contentType, bytes, sha256, width, height },
    ...{ durationSeconds: plan.durationSeconds, frames },
  };
};
