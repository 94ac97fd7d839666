import { type BatchWorkflowResult, batchWorkflowId, type RenderChange } from '@workprint/contracts';
import { type BatchRow, everyRow, finishBatch, recordRenderStep, startedUnfinishedBatches, unfinishedMembers } from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';
import { ifThere } from '../workflows.ts';
import type { Concern } from './concern.ts';
import { fateOf } from './fate.ts';

const AT_ONCE = 100;

/** Sets right each batch whose workflow has ended without it: members that nobody will start any more end with it, those that run go on. */
export async function settleBatches(deps: Dependencies, concern: Concern): Promise<void> {
  const batches = await everyRow(deps.system, startedUnfinishedBatches);
  await concern.inTurn(batches, (row) => settle(deps, row));
}

async function settle({ client, db, log }: Dependencies, { id: batchId, workspaceId, cancelRequestedAt }: BatchRow): Promise<void> {
  const handle = client.workflow.getHandle(batchWorkflowId(batchId));
  const fate = await fateOf<BatchWorkflowResult>(client, batchWorkflowId(batchId));
  // The gateway may have died between the row and Temporal.
  if (fate.is === 'running') return cancelRequestedAt ? ifThere(() => handle.cancel()) : undefined;
  const change: RenderChange = fate.is === 'failed' ? { to: 'FAILED', failure: fate.failure } : { to: 'CANCELED' };
  const members = await db.withWorkspace(workspaceId, (tx) => unfinishedMembers(tx, batchId, 'neverStarted', AT_ONCE));
  if (members.length > 0) log.warn({ batchId, to: change.to, members: members.length }, 'a batch had ended before its members');
  for (const { id: renderId } of members) {
    await db.withWorkspace(workspaceId, (tx) => recordRenderStep(tx, { renderId, step: 'sweeper', change }));
  }
  await db.withWorkspace(workspaceId, async (tx) => {
    if ((await unfinishedMembers(tx, batchId, 'all', 1)).length === 0) await finishBatch(tx, batchId);
  });
}
