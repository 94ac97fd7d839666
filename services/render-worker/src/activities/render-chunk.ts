import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectKeys, planRevision, type RenderChunkInput, type RenderChunkResult } from '@workprint/contracts';
import {
  chunkCommand,
  chunkFamily,
  chunkInputs,
  chunkWork,
  firstPassOf,
  type Plan,
  type PlanChunk,
  type VideoEncoding,
} from '@workprint/timeline';
import { videoProblem, webmProblem } from '../boxes/verify.ts';
import { fail } from '../failure-error.ts';
import type { Call } from './call.ts';
import { type ChunkReporter, openChunkReporter } from './chunk-reporter.ts';
import type { FileCompute } from './compute.ts';
import { copyEncodings } from './copy-chunk.ts';
import type { Dependencies } from './dependencies.ts';
import { checkToolchain, placeInputs } from './inputs.ts';
import { fileAll, findPublished, putAll } from './publish-object.ts';
import { type RunOwner, runFor } from './run-ffmpeg.ts';
import { cachedBytes, putSegment } from './segments.ts';

/** One chunk: encodings that are in the cache are left alone; for the others it is composed once, encoded, verified and published. */
export const renderChunk = async (
  needs: Dependencies,
  input: RenderChunkInput,
  call: Call,
  fileCompute: FileCompute = async () => {},
): Promise<RenderChunkResult> => {
  const { workspaceId, renderId, index } = input;
  const plan = await needs.plans.read(input.planKey, call.signal);
  const chunk = plan.chunks[index];
  if (chunk === undefined) throw fail('INTERNAL', `The plan ${input.planKey} has no chunk ${index}.`);
  const { key, frames } = chunk;
  const number = plan.firstChunk + index;
  const { workerId: worker } = needs;
  const reporter = openChunkReporter(needs.db, needs.log, workspaceId, {
    ...{ renderId, revision: planRevision(input.planKey), index: number, key, frames, worker, attempt: call.attempt },
  });
  const encodings = chunk.encoded.map((keyed, i) => ({
    encoding: plan.encodings[i]!,
    ...{ workspaceId, ...keyed, kind: 'video' as const, objectKey: objectKeys.chunk(workspaceId, keyed.key), length: frames },
  }));

  const found = await Promise.all(encodings.map((one) => (justMissed(plan, input, call) ? null : findPublished(needs, one, call.signal))));
  const missing = encodings.filter((_, i) => found[i] === null);
  const bytes = found.reduce((sum, one) => sum + (one?.bytes ?? 0), 0);
  const owner = { workspaceId, renderId, step: `chunk ${number}` };
  const watched = (outputs: readonly (string | null)[] = []) =>
    putSegment(needs, owner, plan, chunk, async (encoding) => {
      const made = outputs[encoding];
      if (made != null) return readFile(made);
      const { key } = chunk.encoded[encoding]!;
      return cachedBytes(needs, workspaceId, { key, objectKey: objectKeys.chunk(workspaceId, key), sha256: found[encoding]!.sha256 });
    });
  if (missing.length === 0) {
    const fileSegment = await watched();
    await needs.db.withWorkspace(workspaceId, async (tx) => {
      await fileCompute(tx);
      await fileSegment(tx);
      await reporter.endIn(tx, { reused: true });
    });
    needs.counters.chunks.inc({ outcome: 'reused' });
    return { index, reused: true, bytes };
  }
  for (const { keyParts } of missing) checkToolchain(needs, `Chunk ${number}`, keyParts);
  const made = await needs.scratch.withFolder(`chunk-${number}`, async (folder) => {
    const outputs = encodings.map((_, i) => (found[i] === null ? join(folder, `chunk-${i}.mp4`) : null));
    const { cpuSeconds, since } = await draw(needs, { plan, chunk, folder, outputs, reporter, owner }, call.signal);
    needs.counters.frames.inc(frames);
    const files = outputs.filter((path) => path !== null);
    const publications = missing.map((one, i) => ({ ...one, renderId, file: files[i]!, contentType: chunkType(one.encoding) }));
    const work = chunkWork(plan, chunk, (i) => found[i] === null);
    const [published, fileSegment] = await Promise.all([putAll(needs, publications, call.signal), watched(outputs), reporter.settled()]);
    const wallSeconds = (performance.now() - since) / 1000;
    // A copy says nothing of what drawing and encoding cost.
    const cost = missing.some(({ copy }) => copy) ? undefined : { work, cpuSeconds, wallSeconds };
    // All that is written of a chunk's end at once: every statement is waited for. The render's lock comes first, its progress' last.
    await needs.db.withWorkspace(workspaceId, async (tx) => {
      await fileCompute(tx);
      await fileAll(tx, published);
      await fileSegment(tx);
      await reporter.endIn(tx, { reused: published.every((one) => one.reused), cost });
    });
    return published;
  });
  const reused = made.every((one) => one.reused);
  needs.counters.chunks.inc({ outcome: reused ? 'reused' : 'rendered' });
  return { index, reused, bytes: made.reduce((sum, one) => sum + one.bytes, bytes) };
};

/** The cache is not asked again so soon. */
const JUST_MS = 10_000;

/**
 * Whether nobody can have made a chunk since the plan found it missing. Other renders that begin at this moment may; whoever publishes second sees it.
 * A film that shows it again, and one that was amended, may have it under way elsewhere.
 */
const justMissed = (plan: Plan, { planKey, index }: RenderChunkInput, { attempt, waitedMs = Number.POSITIVE_INFINITY }: Call): boolean =>
  attempt === 1 &&
  waitedMs < JUST_MS &&
  plan.encodings.length === 1 &&
  planRevision(planKey) === 1 &&
  !plan.chunks.some((other) => other.index !== index && other.key === plan.chunks[index]!.key);

const chunkType = (encoding: VideoEncoding): string => (chunkFamily(encoding) === 'matroska' ? 'video/webm' : 'video/mp4');

interface Drawing {
  plan: Plan;
  chunk: PlanChunk;
  folder: string;
  /** By encoding of the plan; null: it is there already. */
  outputs: (string | null)[];
  reporter: ChunkReporter;
  owner: RunOwner;
}

interface Drawn {
  /** Of its encoders; null where the system does not say, or nothing was encoded. */
  cpuSeconds: number | null;
  /** When it got its core, by performance.now(): what it waited for that is not its own cost. */
  since: number;
}

/** Makes all outputs: copies what may be copied, encodes the rest, and checks every file. */
const draw = async (
  needs: Dependencies,
  { plan, chunk, folder, outputs, reporter, owner }: Drawing,
  signal: AbortSignal,
): Promise<Drawn> => {
  const left = await copyEncodings(needs, { plan, chunk, folder, outputs, reporter, owner }, signal);
  const encoded = left.some((path) => path !== null);
  const nothing = { cpuSeconds: null, since: performance.now() };
  const drawn = encoded ? await encode(needs, { plan, chunk, folder, outputs: left, reporter, owner }, signal) : nothing;
  await Promise.all(
    outputs.map(async (path, i) => {
      if (path === null) return;
      const check = chunkFamily(plan.encodings[i]!) === 'matroska' ? webmProblem : videoProblem;
      const problem = await check(path, { frames: chunk.frames, fps: plan.canvas.fps });
      if (problem !== null)
        throw fail(
          'FFMPEG_FAILED',
          `Chunk ${plan.firstChunk + chunk.index} (frames ${chunk.start} to ${chunk.start + chunk.frames - 1}) came out wrong: ${problem}.`,
        );
    }),
  );
  return drawn;
};

const encode = async (
  needs: Dependencies,
  { plan, chunk, folder, outputs, reporter, owner }: Drawing,
  signal: AbortSignal,
): Promise<Drawn> => {
  const inputs = await placeInputs(needs, owner, plan, chunkInputs(chunk), folder, signal);
  let since: number | undefined;
  const onSpawn = (): void => {
    since ??= performance.now();
  };
  const run = {
    cwd: folder,
    signal,
    timeoutMs: 300_000 + chunk.frames * 5000 * outputs.length,
    limits: { fileBytes: 4 * 2 ** 30 },
    onSpawn,
  };
  const twice = firstPassOf(plan, chunk, outputs);
  const first =
    twice === null
      ? null
      : await runFor(needs, owner, { ...run, args: chunkCommand(plan, chunk, { inputs, outputs: twice }, { mode: 'measure' }) });
  const { cpuSeconds } = await runFor(needs, owner, {
    ...run,
    args: chunkCommand(plan, chunk, { inputs, outputs }),
    onSpawn: () => {
      onSpawn();
      reporter.start();
    },
    onProgress: ({ frame }) => reporter.progress(frame),
    lastOfFrames: chunk.frames,
  });
  const all = [cpuSeconds, ...(first === null ? [] : [first.cpuSeconds])];
  return {
    cpuSeconds: all.includes(null) ? null : all.reduce((sum: number, one) => sum + (one ?? 0), 0),
    since: since ?? performance.now(),
  };
};
