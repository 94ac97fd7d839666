import { executeChild, ParentClosePolicy } from '@temporalio/workflow';
import { shardWorkflowId } from '@workprint/contracts';
import { inWindow } from './scopes.ts';
import { type ChunkList, renderInWindow, renderShardWorkflow } from './shard.ts';

const SHARD = 500;
const SHARDS_AT_ONCE = 2;

/** Renders chunks in this execution when they are few, in child workflows of at most 500 when they are many. */
export async function renderChunks(list: ChunkList, revision: number, round: number): Promise<void> {
  if (list.indices.length <= SHARD) return renderInWindow(list);
  await inWindow(shards(list.indices), SHARDS_AT_ONCE, (indices, position) =>
    executeChild(renderShardWorkflow, {
      workflowId: shardWorkflowId(list.renderId, revision, round * 10_000 + position),
      args: [{ ...list, indices }],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      staticSummary: `chunks ${(indices[0] ?? 0) + 1} to ${(indices.at(-1) ?? 0) + 1} of ${list.of}`,
    }),
  );
}

const shards = (indices: number[]): number[][] =>
  Array.from({ length: Math.ceil(indices.length / SHARD) }, (_, i) => indices.slice(i * SHARD, (i + 1) * SHARD));
