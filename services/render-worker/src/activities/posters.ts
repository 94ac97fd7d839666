import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutputRecord, objectKeys, type PublishInput } from '@workprint/contracts';
import { findChunks } from '@workprint/projection';
import { type Plan, type PlanOutput, packageFiles, posterCommand } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import { copyMadeBefore, noteMade } from './made-before.ts';
import { placeCached } from './place-cached.ts';
import { JPEG, posterChunk, posterKeyOf, posterObject } from './poster-chunk.ts';
import { putHashed } from './put-hashed.ts';
import { runFor } from './run-ffmpeg.ts';

interface Wanted {
  plan: Plan;
  output: PlanOutput;
  file: OutputRecord;
}

/** A JPEG for each size of picture that wants one, drawn from the first output of that size. Returns object keys by output. */
export const drawPosters = async (
  needs: Dependencies,
  input: PublishInput,
  plans: readonly Plan[],
  signal: AbortSignal,
): Promise<Map<number, string>> => {
  const all = plans.flatMap((plan) => plan.outputs.map((output) => ({ plan, output })));
  const bySize = new Map<string, Wanted[]>();
  for (const file of input.outputs) {
    const found = all.find(({ output }) => output.index === file.index);
    if (found === undefined || !found.output.settings.poster || found.output.encodings.length === 0) continue;
    const size = `${file.width}x${file.height}`;
    bySize.set(size, [...(bySize.get(size) ?? []), { ...found, file }]);
  }
  const keys = new Map<number, string>();
  for (const [i, same] of [...bySize.values()].entries()) {
    const key = posterObject(input, i);
    await draw(needs, input, same[0]!, key, signal);
    for (const { file } of same) keys.set(file.index, key);
  }
  return keys;
};

const draw = (needs: Dependencies, input: PublishInput, wanted: Wanted, objectKey: string, signal: AbortSignal): Promise<void> =>
  needs.scratch.withFolder('poster', async (folder) => {
    const { workspaceId, renderId } = input;
    const key = posterKeyOf(wanted.plan, wanted.output);
    const place = { workspaceId, key, objectKey, contentType: JPEG };
    if ((await copyMadeBefore(needs, place, signal)) !== null) return;
    const from = await source(needs, input, wanted, join(folder, 'source'), signal);
    const output = join(folder, 'poster.jpg');
    const args = posterCommand({ ...from, fps: wanted.plan.canvas.fps, output });
    await runFor(needs, { workspaceId, renderId, step: 'poster' }, { args, cwd: folder, signal, timeoutMs: 300_000 });
    const facts = await putHashed(needs, objectKey, output, JPEG, signal);
    await noteMade(needs, workspaceId, key, { objectKey, ...facts }, signal);
  });

/** The poster frame's chunk; where the cache has lost it meanwhile, the finished file. */
const source = async (
  needs: Dependencies,
  { workspaceId, renderId }: PublishInput,
  wanted: Wanted,
  path: string,
  signal: AbortSignal,
): Promise<{ chunkFile: string; frameInChunk: number }> => {
  const { plan, output, file } = wanted;
  const { chunk, encoded } = posterChunk(plan, output);
  if (chunk !== undefined && encoded !== undefined) {
    const [row] = await needs.db.withWorkspace(workspaceId, (tx) => findChunks(tx, [encoded.key]));
    if (row !== undefined && (await placeCached(needs, row, path, signal)))
      return { chunkFile: path, frameInChunk: plan.posterFrame - chunk.start };
  }
  if (chunk !== undefined && output.settings.renditions !== null) {
    const folder = objectKeys.ladder(workspaceId, renderId, output.index);
    const track = packageFiles.rendition(output.settings.renditions[0]!.height);
    const parts = [packageFiles.init(track), packageFiles.segment(track, chunk.index + 1)];
    await writeFile(path, Buffer.concat(await Promise.all(parts.map((name) => needs.store.getBytes(`${folder}${name}`)))));
    return { chunkFile: path, frameInChunk: plan.posterFrame - chunk.start };
  }
  await needs.store.getToFile(file.objectKey, path, { signal });
  return { chunkFile: path, frameInChunk: plan.posterFrame };
};
