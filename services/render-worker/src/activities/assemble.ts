import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AssembleInput, type AssembleResult, type OutputRecord, objectKeys } from '@workprint/contracts';
import { findChunks } from '@workprint/projection';
import {
  assembleCommand,
  captionFiles,
  captionTracks,
  concatList,
  copies,
  deliveryKey,
  extensionOf,
  type Film,
  formatSpec,
  type Keyed,
  type MadeOnce,
  type Plan,
  type PlanOutput,
  packagedCaptions,
} from '@workprint/timeline';
import { audioProblem, videoProblem, webmProblem } from '../boxes/verify.ts';
import { shareConfiguration } from '../copy/avc-configuration.ts';
import { makeOnce } from '../deliver/make.ts';
import { uploadFiles } from '../deliver/upload.ts';
import type { Made, Work } from '../deliver/work.ts';
import { fail } from '../failure-error.ts';
import type { Call } from './call.ts';
import { checkRate } from './check-rate.ts';
import type { Dependencies } from './dependencies.ts';
import { eachBounded } from './download.ts';
import { joinedPoster } from './joined-poster.ts';
import { deliverLadder } from './ladder.ts';
import { copyMadeBefore, noteMade } from './made-before.ts';
import { mix } from './mix-audio.ts';
import { placeCached } from './place-cached.ts';
import { forget } from './publish-object.ts';
import { putHashed } from './put-hashed.ts';
import { runFor } from './run-ffmpeg.ts';

const PARALLEL = 6;

/** One output being joined in a folder. */
interface Joining {
  plan: Plan;
  output: PlanOutput;
  sound: Keyed | null;
  folder: string;
}

/** Chunks and sound → one file, nothing encoded again. What is missing or damaged is forgotten and named. */
export const assemble = async (needs: Dependencies, input: AssembleInput, { signal }: Call): Promise<AssembleResult> => {
  const plan = await needs.plans.read(input.planKey, signal);
  const output = plan.outputs.find((o) => o.index === input.output);
  if (output === undefined) throw fail('INTERNAL', `The plan ${input.planKey} has no output ${input.output}.`);
  return needs.scratch.withFolder('assemble', async (folder) => {
    const sound = output.sound === null ? null : (plan.audio?.encoded[output.sound] ?? null);
    const joining: Joining = { plan, output, sound, folder };
    const before = await madeBefore(needs, input, joining, signal);
    if (before !== null) return { output: before, damaged: [] };
    const damaged = await collect(needs, input, joining, signal);
    if (damaged.length > 0) return { output: null, damaged };
    if (output.settings.renditions !== null) {
      const chunks = output.encodings.map((encoding) => plan.chunks.map(({ index }) => nameOf(encoding, index)));
      const files = { folder, chunks, sound: sound === null ? null : AUDIO };
      return {
        output: await deliverLadder(needs, input, { plan, output, files, captions: packagedCaptions(captionTracks(plan)) }, signal),
        damaged: [],
      };
    }
    const { once } = output.settings;
    if (once) return { output: await deliverOnce(needs, input, joining, once, signal), damaged: [] };
    // Sound alone is delivered as it was mixed.
    const file = output.encodings.length === 0 ? join(folder, AUDIO) : await joinChunks(needs, input, joining, signal);
    return { output: await deliver(needs, input, joining, file, signal), damaged: [] };
  });
};

/** Relative to the list, so that no machine's path is in it. */
const nameOf = (encoding: number, index: number): string => `c${encoding}-${index}.mp4`;
const AUDIO = 'audio';

/** Brings everything into the folder. Returns the indices of chunks to be rendered again. */
const collect = async (
  needs: Dependencies,
  { workspaceId, renderId }: AssembleInput,
  { plan, output, sound, folder }: Joining,
  signal: AbortSignal,
): Promise<number[]> => {
  const { db, log } = needs;
  const chunks = output.encodings.flatMap((encoding) =>
    plan.chunks.map(({ index, encoded }) => ({ index, key: encoded[encoding]!.key, name: nameOf(encoding, index) })),
  );
  const keys = chunks.map((c) => c.key);
  const rows = await db.withWorkspace(workspaceId, (tx) => findChunks(tx, sound === null ? keys : [...keys, sound.key]));
  const byKey = new Map(rows.map((r) => [r.key, r]));
  const damaged: number[] = [];
  await eachBounded(chunks, PARALLEL, async ({ index, key, name }) => {
    const row = byKey.get(key);
    if (row !== undefined && (await placeCached(needs, row, join(folder, name), signal))) return;
    log.warn({ renderId, chunk: plan.firstChunk + index, key }, 'a chunk is missing or damaged: it is rendered again');
    await forget(needs, workspaceId, key, objectKeys.chunk(workspaceId, key));
    if (!damaged.includes(index)) damaged.push(index);
  });
  if (plan.audio !== null && sound !== null && damaged.length === 0) {
    const { key } = sound;
    const row = byKey.get(key);
    if (row === undefined || !(await placeCached(needs, row, join(folder, AUDIO), signal))) {
      log.warn({ renderId, key }, 'the sound is missing or damaged: it is mixed again');
      await forget(needs, workspaceId, key, objectKeys.audio(workspaceId, key));
      await mix(needs, { workspaceId, renderId }, plan, plan.audio, signal);
      await needs.store.getToFile(objectKeys.audio(workspaceId, key), join(folder, AUDIO), { signal });
    }
  }
  return damaged.sort((a, b) => a - b);
};

const writeList = async ({ plan, output, folder }: Joining): Promise<string> => {
  const list = join(folder, 'list.txt');
  const names = plan.chunks.map((c) => nameOf(output.encodings[0]!, c.index));
  await writeFile(list, concatList(plan, names));
  return list;
};

/** What is made of all frames at once. */
const deliverOnce = async (
  needs: Dependencies,
  { workspaceId, renderId }: AssembleInput,
  joining: Joining,
  once: MadeOnce,
  signal: AbortSignal,
): Promise<OutputRecord> => {
  const { plan, output, sound, folder } = joining;
  const [list, audio] = [await writeList(joining), sound === null ? null : join(folder, AUDIO)];
  const film: Film = { output: output.settings, frames: plan.frames, durationSeconds: plan.durationSeconds };
  const work: Work = { needs, film, workspaceId, renderId, folder, list, audio, signal };
  const made = await makeOnce(work, once);
  const files = await uploadFiles(work, output.index, made.files);
  return { ...(await upload(needs, { workspaceId, renderId }, output, made.path, factsOf(made), signal)), files };
};

const factsOf = ({ frames, width, height, durationSeconds }: Made): Facts => ({ frames, width, height, durationSeconds });

const joinChunks = async (
  needs: Dependencies,
  { workspaceId, renderId }: AssembleInput,
  joining: Joining,
  signal: AbortSignal,
): Promise<string> => {
  const { plan, output, sound, folder } = joining;
  const nameOfChunk = (index: number): string => join(folder, nameOf(output.encodings[0]!, index));
  if (copies(plan, output.encodings[0]!)) await shareConfiguration(plan.chunks.map(({ index }) => nameOfChunk(index)));
  const list = await writeList(joining);
  const file = join(folder, `output.${output.settings.format}`);
  const captions = captionFiles(plan, output.settings.format).map((track, i) => ({ ...track, path: join(folder, `captions-${i}.vtt`) }));
  const [poster] = await Promise.all([
    joinedPoster(needs, { workspaceId, renderId }, joining, nameOfChunk, signal),
    ...captions.map(({ text, path }) => writeFile(path, text)),
  ]);
  await runFor(
    needs,
    { workspaceId, renderId, step: 'assemble' },
    {
      args: assembleCommand(output, {
        list,
        audio: sound === null ? null : join(folder, AUDIO),
        captions,
        output: file,
        poster: poster?.files ?? null,
      }),
      cwd: folder,
      signal,
      timeoutMs: 300_000 + plan.frames * 100,
    },
  );
  const problem = await joinedProblem(file, joining);
  if (problem !== null) throw fail('FFMPEG_FAILED', `The joined file came out wrong: ${problem}.`);
  await Promise.all([checkRate(needs, { workspaceId, renderId, plan, output, file }), poster?.publish()]);
  return file;
};

const joinedProblem = async (file: string, { plan, output, sound }: Joining): Promise<string | null> => {
  const frames = { frames: plan.frames, fps: plan.canvas.fps };
  if (output.settings.format === 'webm') return webmProblem(file, frames);
  const problem = await videoProblem(file, frames);
  return problem ?? (sound === null || plan.audio === null ? null : audioProblem(file, { samples: plan.audio.samples, rate: 48_000 }));
};

const factsOfJoined = ({ plan, output }: Joining): Facts => {
  const silent = output.encodings.length === 0;
  const { width, height } = silent ? { width: null, height: null } : output.settings;
  return { width, height, frames: silent ? 0 : plan.frames, durationSeconds: plan.durationSeconds };
};

/** The same parts, joined for an earlier render. */
const madeBefore = async (
  needs: Dependencies,
  { workspaceId, renderId }: AssembleInput,
  joining: Joining,
  signal: AbortSignal,
): Promise<OutputRecord | null> => {
  const { plan, output } = joining;
  const [key, place] = [deliveryKey(plan, output), placeOf(output, { workspaceId, renderId })];
  const made = await copyMadeBefore(needs, { workspaceId, key, ...place }, signal);
  return made && recordOf(output, place, made, factsOfJoined(joining));
};

const deliver = async (
  needs: Dependencies,
  input: AssembleInput,
  joining: Joining,
  file: string,
  signal: AbortSignal,
): Promise<OutputRecord> => {
  const { plan, output } = joining;
  const record = await upload(needs, input, output, file, factsOfJoined(joining), signal);
  const { objectKey, bytes, sha256 } = record;
  await noteMade(needs, input.workspaceId, deliveryKey(plan, output), { objectKey, bytes, sha256 }, signal);
  return record;
};

type Facts = Pick<OutputRecord, 'frames' | 'width' | 'height' | 'durationSeconds'>;

type Owner = Pick<AssembleInput, 'workspaceId' | 'renderId'>;

const placeOf = ({ index, settings: { format } }: PlanOutput, { workspaceId, renderId }: Owner) => ({
  objectKey: objectKeys.output(workspaceId, renderId, `${index}.${extensionOf(format)}`),
  contentType: formatSpec(format).contentType,
});

const recordOf = (
  { index, settings: { format } }: PlanOutput,
  { objectKey, contentType }: ReturnType<typeof placeOf>,
  { bytes, sha256 }: Pick<OutputRecord, 'bytes' | 'sha256'>,
  facts: Facts,
): OutputRecord => ({ index, format, objectKey, posterKey: null, contentType, bytes, sha256, ...facts });

const upload = async (
  needs: Dependencies,
  owner: Owner,
  output: PlanOutput,
  file: string,
  facts: Facts,
  signal: AbortSignal,
): Promise<OutputRecord> => {
  const place = placeOf(output, owner);
  return recordOf(output, place, await putHashed(needs, place.objectKey, file, place.contentType, signal), facts);
};
