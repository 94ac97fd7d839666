import { join } from 'node:path';
import { objectKeys, type RenderChunkInput, type RenderChunkResult } from '@workprint/contracts';
import { chunkCommand, chunkFamily, chunkInputs, type Plan, type PlanChunk } from '@workprint/timeline';
import { videoProblem, webmProblem } from '../boxes/verify.ts';
import { fail } from '../failure-error.ts';
import type { Call } from './call.ts';
import { type ChunkReporter, openChunkReporter } from './chunk-reporter.ts';
import type { Dependencies } from './dependencies.ts';
import { checkToolchain, placeInputs } from './inputs.ts';
import { findPublished, publishOnce } from './publish-object.ts';
import { runFor } from './run-ffmpeg.ts';

/** One chunk: from the cache when it is there, else drawn, encoded, verified and published under its key. */
export const renderChunk = async (needs: Dependencies, input: RenderChunkInput, call: Call): Promise<RenderChunkResult> => {
  const { workspaceId, renderId, index } = input;
  const plan = await needs.plans.read(input.planKey, call.signal);
  const chunk = plan.chunks[index];
  if (chunk === undefined) throw fail('INTERNAL', `The plan ${input.planKey} has no chunk ${index}.`);
  const { key, frames, keyParts } = chunk;
  const reporter = openChunkReporter(needs.db, needs.log, workspaceId, {
    renderId,
    index,
    key,
    frames,
    worker: needs.workerId,
    attempt: call.attempt,
  });
  const publication = { workspaceId, key, kind: 'video' as const, objectKey: objectKeys.chunk(workspaceId, key), length: frames, keyParts };

  const found = await findPublished(needs, publication, call.signal);
  if (found !== null) return finish(needs, reporter, { index, reused: true, bytes: found.bytes });
  checkToolchain(needs, `Chunk ${index}`, keyParts);
  const made = await needs.scratch.withFolder(`chunk-${index}`, async (folder) => {
    const file = await draw(
      needs,
      { plan, chunk, folder, reporter, owner: { workspaceId, renderId, step: `chunk ${index}` } },
      call.signal,
    );
    needs.counters.frames.inc(frames);
    return publishOnce(needs, { ...publication, file, contentType: chunkType(plan) }, call.signal);
  });
  return finish(needs, reporter, { index, ...made });
};

const chunkType = ({ output }: Plan): string => (chunkFamily(output) === 'matroska' ? 'video/webm' : 'video/mp4');

interface Drawing {
  plan: Plan;
  chunk: PlanChunk;
  folder: string;
  reporter: ChunkReporter;
  owner: { workspaceId: string; renderId: string; step: string };
}

const draw = async (needs: Dependencies, { plan, chunk, folder, reporter, owner }: Drawing, signal: AbortSignal): Promise<string> => {
  const inputs = await placeInputs(needs, owner, plan, chunkInputs(chunk), folder, signal);
  const output = join(folder, 'chunk.mp4');
  await runFor(needs, owner, {
    args: chunkCommand(plan, chunk, { inputs, output }),
    cwd: folder,
    signal,
    timeoutMs: 300_000 + chunk.frames * 5000,
    limits: { fileBytes: 4 * 2 ** 30 },
    onSpawn: () => reporter.progress(0),
    onProgress: ({ frame }) => reporter.progress(frame),
  });
  const check = chunkFamily(plan.output) === 'matroska' ? webmProblem : videoProblem;
  const problem = await check(output, { frames: chunk.frames, fps: plan.output.fps });
  if (problem !== null)
    throw fail(
      'FFMPEG_FAILED',
      `Chunk ${chunk.index} (frames ${chunk.start} to ${chunk.start + chunk.frames - 1}) came out wrong: ${problem}.`,
    );
  return output;
};

const finish = async (needs: Dependencies, reporter: ChunkReporter, result: RenderChunkResult): Promise<RenderChunkResult> => {
  needs.counters.chunks.inc({ outcome: result.reused ? 'reused' : 'rendered' });
  await reporter.end({ reused: result.reused });
  return result;
};
