import { join } from 'node:path';
import { decodeCommand, type Plan, type PlanChunk } from '@workprint/timeline';
import { copyStretch } from '../copy/copy-stretch.ts';
import { FailureError } from '../failure-error.ts';
import type { ChunkReporter } from './chunk-reporter.ts';
import type { Dependencies } from './dependencies.ts';
import { placeSource } from './place-source.ts';
import { type RunOwner, runFor } from './run-ffmpeg.ts';

interface Copying {
  plan: Plan;
  chunk: PlanChunk;
  folder: string;
  /** By encoding of the plan; null: it is there already. */
  outputs: readonly (string | null)[];
  reporter: ChunkReporter;
  owner: RunOwner;
}

/**
 * Writes those encodings of a chunk that are taken over from a source, and decodes what was written. Returns the outputs that are left to be
 * encoded: what turns out not to be copyable is among them. That depends on the source's bytes alone, so that one key means one video.
 */
export const copyEncodings = async (
  needs: Dependencies,
  { plan, chunk, folder, outputs, reporter, owner }: Copying,
  signal: AbortSignal,
): Promise<(string | null)[]> => {
  const left = [...outputs];
  for (const [i, output] of outputs.entries()) {
    const stretch = chunk.encoded[i]?.copy;
    if (output === null || stretch === undefined) continue;
    reporter.start();
    const source = await placeSource(needs, plan, stretch.sha256, join(folder, `copied-from-${i}`), signal);
    const { width, height } = plan.encodings[i]!;
    const problem =
      (await copyStretch({ source, stretch, frames: chunk.frames, fps: plan.canvas.fps, width, height, output, signal })) ??
      (await decodeProblem(needs, owner, { path: output, frames: chunk.frames, folder }, signal));
    if (problem === null) left[i] = null;
    else needs.log.warn({ ...owner, source: stretch.sha256, problem }, 'a stretch of a source could not be copied: it is encoded');
  }
  return left;
};

/** What is wrong with a copy that a player would stumble over; null: nothing. */
const decodeProblem = async (
  needs: Dependencies,
  { step, ...owner }: RunOwner,
  { path, frames, folder }: { path: string; frames: number; folder: string },
  signal: AbortSignal,
): Promise<string | null> => {
  const run = { args: decodeCommand(path), cwd: folder, signal, timeoutMs: 300_000 + frames * 1000 };
  try {
    await runFor(needs, { ...owner, step: `copy of ${step}` }, run);
    return null;
  } catch (error) {
    if (error instanceof FailureError && ['FFMPEG_FAILED', 'UNREADABLE_MEDIA'].includes(error.failure.code)) return error.message;
    throw error;
  }
};
