import { log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { shardWorkflowId } from '@workprint/contracts';
import { inWindow } from './scopes.ts';
import { type ChunkList, narrowShard, renderInWindow, renderShardWorkflow } from './shard.ts';
import type { Narrow, Underway } from './underway.ts';

const SHARD = 500;
/** A render that is amended again and again has all its revisions in one history, so that each may only have few chunks there. */
const AMENDED_INLINE = 50;
const SHARDS_AT_ONCE = 2;

/** Renders chunks in this execution when they are few, in child workflows of at most 500 when they are many. */
export async function renderChunks(list: ChunkList, revision: number, round: number, underway: Underway): Promise<void> {
  const count = list.plans.reduce((sum, plan) => sum + plan.indices.length, 0);
  if (count <= (revision === 1 ? SHARD : AMENDED_INLINE)) return renderInWindow(list, (makes, work) => underway.run(makes, work));
  await inWindow(shards(list), SHARDS_AT_ONCE, ({ first, ...shard }, position) => {
    const makes = { planKey: shard.plans[0]?.planKey ?? '', chunks: shard.plans.flatMap((plan) => plan.indices) };
    let narrow: Narrow = () => {};
    return underway.run(
      makes,
      async () => {
        const child = startChild(renderShardWorkflow, {
          workflowId: shardWorkflowId(list.renderId, revision, round * 10_000 + position),
          args: [shard],
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
          staticSummary: `chunks from ${first + 1} on of ${list.of}`,
        });
        // One that has ended meanwhile need not hear it.
        narrow = (keep) =>
          void child
            .then((handle) => handle.signal(narrowShard, keep))
            .catch((error: unknown) => log.info('a shard was not narrowed', { why: String(error) }));
        return (await child).result();
      },
      (keep) => narrow(keep),
    );
  });
}

/** A shard has chunks of one plan. */
const shards = (list: ChunkList): (ChunkList & { first: number })[] =>
  list.plans.flatMap(({ planKey, firstChunk, indices }) =>
    Array.from({ length: Math.ceil(indices.length / SHARD) }, (_, i) => {
      const some = indices.slice(i * SHARD, (i + 1) * SHARD);
      return { ...list, plans: [{ planKey, firstChunk, indices: some }], first: firstChunk + (some[0] ?? 0) };
    }),
  );
