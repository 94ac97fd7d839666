import { log } from '@temporalio/workflow';
import type { PlanSummary, RenderWorkflowInput } from '@workprint/contracts';
import { assembly } from './activities.ts';
import { renderChunks } from './chunks.ts';
import { despiteLostWorkers } from './failing.ts';
import type { ChunkList } from './shard.ts';
import type { Underway } from './underway.ts';

/** Chunks that were thought to be in the cache are of no round of repairs: see shardWorkflowId. */
const LOST = 80;

/**
 * For those who watch: cached chunks of the plan that is watched become segments, beside the rendering of the others. Those that are not in the
 * cache after all are rendered. Nothing to do when nobody watches, or nothing was cached.
 */
export const watching = (
  { workspaceId, renderId, revision }: RenderWorkflowInput,
  plans: readonly PlanSummary[],
  of: number,
  underway: Underway,
): (() => Promise<void>)[] => {
  const list = plans.map((plan, i) => ({ plan, firstChunk: plans.slice(0, i).reduce((sum, p) => sum + p.chunkCount, 0) }));
  return list.flatMap(({ plan: { planKey, chunkCount, missing, going = [], playlist }, firstChunk }) => {
    const made = new Set([...missing, ...going.map(({ index }) => index)]);
    const cached = Array.from({ length: chunkCount }, (_, i) => i).filter((index) => !made.has(index));
    if (!playlist || cached.length === 0) return [];
    return [
      async () => {
        const { publishSegments } = assembly(`segments of ${cached.length} cached chunks`);
        const { missing: lost } = await underway.run(null, () =>
          despiteLostWorkers(() => publishSegments({ workspaceId, renderId, planKey, indices: cached })),
        );
        if (lost.length === 0) return;
        log.warn('cached chunks are missing and rendered again', { missing: lost.map((index) => firstChunk + index) });
        const chunks: ChunkList = { workspaceId, renderId, of, plans: [{ planKey, firstChunk, indices: lost }] };
        await renderChunks(chunks, revision, LOST, underway);
      },
    ];
  });
};
