import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectKeys, type PublishSegmentsInput, type PublishSegmentsResult } from '@workprint/contracts';
import { addSegments, type FinishedSegment, findChunks, segmentNumbers } from '@workprint/projection';
import type { PlanChunk } from '@workprint/timeline';
import type { Call } from './call.ts';
import { openSegmentCopies } from './copy-segments.ts';
import type { Dependencies } from './dependencies.ts';
import { eachBounded } from './download.ts';
import { placeCached } from './place-cached.ts';
import { forget } from './publish-object.ts';
import { writeSegment } from './segments.ts';

/** Small enough that memory holds them in every size. */
const PARALLEL = 4;
/** Shown to players at a time. */
const TOGETHER = 16;

/** Chunks of the cache → segments under the render's prefix, the first ones first. What is missing or damaged is forgotten and named. */
export const publishSegments = async (
  needs: Dependencies,
  { workspaceId, renderId, planKey, indices }: PublishSegmentsInput,
  { signal }: Call,
): Promise<PublishSegmentsResult> => {
  const { db, log } = needs;
  const plan = await needs.plans.read(planKey, signal);
  if (plan.playlist === undefined) return { missing: [] };
  const { revision } = plan.playlist;
  const owner = { workspaceId, renderId };
  const there = new Set(await db.withWorkspace(workspaceId, (tx) => segmentNumbers(tx, { renderId, revision })));
  const left = indices.map((index) => plan.chunks[index]!).filter(({ index }) => !there.has(index + 1));
  const copied = await openSegmentCopies(needs, owner, plan, left);
  const missing: number[] = [];

  const made = (chunk: PlanChunk): Promise<FinishedSegment | null> =>
    needs.scratch.withFolder('segment', async (folder) => {
      const keys = chunk.encoded.map(({ key }) => key);
      const rows = new Map((await db.withWorkspace(workspaceId, (tx) => findChunks(tx, keys))).map((row) => [row.key, row]));
      let lost: string | null = null;
      const read = async (encoding: number): Promise<Buffer> => {
        const { key } = chunk.encoded[encoding]!;
        const [row, path] = [rows.get(key), join(folder, `${encoding}.mp4`)];
        if (row !== undefined && (await placeCached(needs, row, path, signal))) return readFile(path);
        lost = key;
        throw new Error(`chunk ${key} is not in the cache`);
      };
      try {
        return await writeSegment(needs, owner, plan, chunk, read);
      } catch (error) {
        if (lost === null) throw error;
        log.warn(
          { renderId, chunk: plan.firstChunk + chunk.index, key: lost },
          'a cached chunk is missing or damaged: it is rendered again',
        );
        await forget(needs, workspaceId, lost, objectKeys.chunk(workspaceId, lost));
        return null;
      }
    });

  for (let from = 0; from < left.length; from += TOGETHER) {
    const finished: FinishedSegment[] = [];
    await eachBounded(left.slice(from, from + TOGETHER), PARALLEL, async (chunk) => {
      signal.throwIfAborted();
      const segment = (await copied(chunk)) ?? (await made(chunk));
      if (segment === null) missing.push(chunk.index);
      else finished.push(segment);
    });
    await db.withWorkspace(workspaceId, (tx) => addSegments(tx, { renderId, revision }, finished));
  }
  return { missing: missing.sort((a, b) => a - b) };
};
