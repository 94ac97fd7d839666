import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import { shardWorkflowId } from '@workprint/contracts';
import { inWindow } from './scopes.ts';
import { type ChunkList, renderInWindow, renderShardWorkflow } from './shard.ts';

const SHARD = 500;
const SHARDS_AT_ONCE = 2;

/** Renders chunks in this execution when they are few, in child workflows of at most 500 when they are many. */
export async function renderChunks(list: ChunkList, revision: number, round: number): Promise<void> {
  const count = list.plans.reduce((sum, plan) => sum + plan.indices.length, 0);
  if (count <= SHARD) return renderInWindow(list);
  await inWindow(shards(list), SHARDS_AT_ONCE, ({ first, ...shard }, position) =>
    executeChild(renderShardWorkflow, {
      workflowId: shardWorkflowId(list.renderId, revision, round * 10_000 + position),
      args: [shard],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: `chunks from ${first + 1} on of ${list.of}`,
    }),
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
