import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import { shardWorkflowId } from '@workprint/contracts';
import { inWindow } from './scopes.ts';
import { type ChunkList, renderInWindow, renderShardWorkflow } from './shard.ts';
import type { Underway } from './underway.ts';

const SHARD = 500;
/** A render that is amended again and again has all its revisions in one history, so that each may only have few chunks there. */
const AMENDED_INLINE = 50;
const SHARDS_AT_ONCE = 2;

/** Renders chunks in this execution when they are few, in child workflows of at most 500 when they are many. */
export async function renderChunks(list: ChunkList, revision: number, round: number, underway: Underway): Promise<void> {
  const count = list.plans.reduce((sum, plan) => sum + plan.indices.length, 0);
  if (count <= (revision === 1 ? SHARD : AMENDED_INLINE)) return renderInWindow(list, (makes, work) => underway.run(makes, work));
  await inWindow(shards(list), SHARDS_AT_ONCE, ({ first, ...shard }, position) =>
    // What a child has under way is not known here: an amendment stops it, and what it has finished is in the cache.
    underway.run(null, () =>
      executeChild(renderShardWorkflow, {
        workflowId: shardWorkflowId(list.renderId, revision, round * 10_000 + position),
        args: [shard],
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        staticSummary: `chunks from ${first + 1} on of ${list.of}`,
      }),
    ),
  );
}

/** A shard has chunks of one plan. */
const shards = (list: ChunkList): (ChunkList & { first: number })[] =>
  list.plans.flatMap(({ planKey, firstChunk, indices }) =>
    Array.from({ length: Math.ceil(indices.length / SHARD) }, (_, i) => {
      const some = indices.slice(i * SHARD, (i + 1) * SHARD);
      return { ...list, plans: [{ planKey, firstChunk, indices: some }], first: firstChunk + (some[0] ?? 0) };
    }),
  );
