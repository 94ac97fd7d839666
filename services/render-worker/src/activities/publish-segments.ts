import { objectKeys, type PublishSegmentsInput, type PublishSegmentsResult } from '@workprint/contracts';
import { findChunks, segmentNumbers } from '@workprint/projection';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { eachBounded } from './download.ts';
import { forget } from './publish-object.ts';
import { checkedBytes, putSegment } from './segments.ts';

/** Small enough that memory holds them in every size. */
const PARALLEL = 4;

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
  const chunks = indices.map((index) => plan.chunks[index]!);
  const [rows, numbers] = await db.withWorkspace(
    workspaceId,
    async (tx) =>
      [
        await findChunks(
          tx,
          chunks.flatMap(({ encoded }) => encoded.map(({ key }) => key)),
        ),
        await segmentNumbers(tx, { renderId, revision }),
      ] as const,
  );
  const hashes = new Map(rows.map(({ key, sha256 }) => [key, sha256]));
  const there = new Set(numbers);
  const missing: number[] = [];
  const left = chunks.filter(({ index }) => !there.has(index + 1));
  await eachBounded(left, PARALLEL, async (chunk) => {
    signal.throwIfAborted();
    let lost: string | null = null;
    const read = async (encoding: number): Promise<Buffer> => {
      const { key } = chunk.encoded[encoding]!;
      const sha256 = hashes.get(key);
      const bytes = sha256 === undefined ? null : await checkedBytes(needs, { objectKey: objectKeys.chunk(workspaceId, key), sha256 });
      if (bytes !== null) return bytes;
      lost = key;
      throw new Error(`chunk ${key} is not in the cache`);
    };
    try {
      await putSegment(needs, { workspaceId, renderId }, plan, chunk, read);
    } catch (error) {
      if (lost === null) throw error;
      log.warn({ renderId, chunk: plan.firstChunk + chunk.index, key: lost }, 'a cached chunk is missing or damaged: it is rendered again');
      await forget(needs, workspaceId, lost, objectKeys.chunk(workspaceId, lost));
      missing.push(chunk.index);
    }
  });
  return { missing: missing.sort((a, b) => a - b) };
};
