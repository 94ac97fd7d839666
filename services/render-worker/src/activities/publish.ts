import { join } from 'node:path';
import { type AssembleInput, type OutputRecord, objectKeys } from '@workprint/contracts';
import { findChunks, renderChunks } from '@workprint/projection';
import { type Plan, posterCommand } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { downloadChecked } from './download.ts';
import { manifestOf } from './manifest.ts';
import { runFor } from './run-ffmpeg.ts';

type PublishInput = AssembleInput & { outputs: OutputRecord[] };

/** Poster and manifest beside the finished file. */
export const publish = async (needs: Dependencies, input: PublishInput, { signal }: Call): Promise<{ outputs: OutputRecord[] }> => {
  const plan = await needs.plans.read(input.planKey, signal);
  const [posterKey] = await Promise.all([
    plan.output.poster ? drawPoster(needs, input, plan, signal) : null,
    writeManifest(needs, input, plan, signal),
  ]);
  return { outputs: input.outputs.map((output) => ({ ...output, posterKey })) };
};

const drawPoster = (needs: Dependencies, input: PublishInput, plan: Plan, signal: AbortSignal): Promise<string> =>
  needs.scratch.withFolder('poster', async (folder) => {
    const { workspaceId, renderId } = input;
    const from = await posterSource(needs, input, plan, join(folder, 'source'), signal);
    const output = join(folder, 'poster.jpg');
    await runFor(
      needs,
      { workspaceId, renderId, step: 'poster' },
      {
        args: posterCommand(plan, { ...from, output }),
        cwd: folder,
        signal,
        timeoutMs: 300_000,
      },
    );
    const key = objectKeys.output(workspaceId, renderId, 'poster.jpg');
    await needs.store.putFile(key, output, { contentType: 'image/jpeg', signal });
    return key;
  });

/** The poster frame's chunk; where the cache has lost it meanwhile, the finished file. */
const posterSource = async (
  needs: Dependencies,
  { workspaceId, outputs }: PublishInput,
  plan: Plan,
  path: string,
  signal: AbortSignal,
): Promise<{ chunkFile: string; frameInChunk: number }> => {
  const chunk = plan.chunks.find(({ start, frames }) => plan.posterFrame >= start && plan.posterFrame < start + frames);
  if (chunk !== undefined) {
    const [row] = await needs.db.withWorkspace(workspaceId, (tx) => findChunks(tx, [chunk.key]));
    if (row !== undefined && (await downloadChecked(needs, row, path, signal)))
      return { chunkFile: path, frameInChunk: plan.posterFrame - chunk.start };
  }
  const file = outputs[0];
  if (file === undefined) throw fail('INTERNAL', 'There is no finished file to draw a poster from.');
  await needs.store.getToFile(file.objectKey, path, { signal });
  return { chunkFile: path, frameInChunk: plan.posterFrame };
};

const writeManifest = async (
  { db, store }: Dependencies,
  { workspaceId, renderId }: PublishInput,
  plan: Plan,
  signal: AbortSignal,
): Promise<void> => {
  const keys = plan.chunks.map((c) => c.key);
  const [rows, cached] = await db.withWorkspace(
    workspaceId,
    async (tx) => [await renderChunks(tx, renderId), await findChunks(tx, plan.audio === null ? keys : [...keys, plan.audio.key])] as const,
  );
  const key = objectKeys.output(workspaceId, renderId, 'manifest.json');
  await store.putJson(key, manifestOf(renderId, plan, rows, cached), { signal });
};
