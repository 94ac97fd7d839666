import {
  AMEND_UPDATE,
  type Amendment,
  type AssetChange,
  amendmentOf,
  amendUpdateId,
  failure,
  type GenerationChange,
  type GenerationWorkflowResult,
  generationWorkflowId,
  type IngestResult,
  ingestWorkflowId,
  type RenderChange,
  type RenderWorkflowResult,
  renderWorkflowId,
} from '@workprint/contracts';
import {
  type AssetRow,
  everyRow,
  type GenerationRow,
  type RenderRow,
  recordAssetStep,
  recordGenerationStep,
  recordRenderStep,
  startedUnfinishedAssets,
  startedUnfinishedGenerations,
  startedUnfinishedRenders,
  unamendable,
} from '@workprint/projection';
import { waiterActivities } from '../activities/waiters.ts';
import type { Dependencies } from '../dependencies.ts';
import { ifThere } from '../workflows.ts';
import type { Concern } from './concern.ts';
import { type Fate, fateOf } from './fate.ts';

/** The step's name: whatever the workflow itself wrote has another. */
const STEP = 'sweeper';
/** An update waits for a workflow task; one whose workers are away must not hold up the sweep. */
const DEADLINE_MS = 2000;

/** Sets right each row whose workflow has ended without it: its last write was lost, or somebody ended it from outside. */
export async function settleEndings(deps: Dependencies, concern: Concern): Promise<void> {
  await concern.inTurn(await everyRow(deps.system, startedUnfinishedRenders), (row) => settleRender(deps, row));
  await concern.inTurn(await everyRow(deps.system, startedUnfinishedGenerations), (row) => settleGeneration(deps, row));
  await concern.inTurn(await everyRow(deps.system, startedUnfinishedAssets), (row) => settleAsset(deps, row));
}

async function settleRender(deps: Dependencies, row: RenderRow): Promise<void> {
  const { id: renderId, workspaceId, cancelRequestedAt } = row;
  const workflowId = renderWorkflowId(renderId);
  const fate = await fateOf<RenderWorkflowResult>(deps.client, workflowId);
  if (fate.is === 'running') return cancelRequestedAt ? cancelAgain(deps, workflowId) : amendAgain(deps, row);
  const change = renderEnding(fate);
  deps.log.warn({ renderId, to: change.to }, 'a render had ended without its row');
  await deps.db.withWorkspace(workspaceId, (tx) => recordRenderStep(tx, { renderId, step: STEP, change }));
  if (change.to !== 'COMPLETED') await waiterActivities(deps).leaveGenerations({ workspaceId, renderId });
}

function renderEnding(fate: Exclude<Fate<RenderWorkflowResult>, { is: 'running' }>): RenderChange {
  if (fate.is === 'failed') return { to: 'FAILED', failure: fate.failure };
  if (fate.is === 'completed' && fate.result.status === 'COMPLETED') return { to: 'COMPLETED', outputs: fate.result.outputs };
  return { to: 'CANCELED' };
}

async function settleGeneration(deps: Dependencies, row: GenerationRow): Promise<void> {
  const { id: generationId, workspaceId, cancelRequestedAt, pixelRenderId: renderId } = row;
  const workflowId = generationWorkflowId(generationId);
  const fate = await fateOf<GenerationWorkflowResult>(deps.client, workflowId);
  if (fate.is === 'running') return cancelRequestedAt ? cancelAgain(deps, workflowId) : undefined;
  const change = generationEnding(fate);
  deps.log.warn({ generationId, to: change.to }, 'a generation had ended without its row');
  await deps.db.withWorkspace(workspaceId, (tx) => recordGenerationStep(tx, { generationId, step: STEP, change }));
  // Its frames, should their workflow never have been started; those that were end by themselves.
  if (renderId)
    await deps.db.withWorkspace(workspaceId, (tx) => recordRenderStep(tx, { renderId, step: STEP, change: { to: 'CANCELED' } }));
  await waiterActivities(deps).wakeWaiters({ workspaceId, generationId });
}

function generationEnding(fate: Exclude<Fate<GenerationWorkflowResult>, { is: 'running' }>): GenerationChange {
  if (fate.is === 'failed') return { to: 'FAILED', failure: fate.failure };
  if (fate.is === 'stopped') return { to: 'CANCELED' };
  const { status, outputAssetId, cost, failure: why } = fate.result;
  if (status === 'COMPLETED' && outputAssetId) return { to: 'COMPLETED', outputAssetId, cost };
  if (status === 'PARKED') return { to: 'PARKED', failure: why ?? failure('GENERATION_PARKED', 'The outcome of the request is unknown.') };
  return { to: 'CANCELED' };
}

async function settleAsset(deps: Dependencies, { id: assetId, workspaceId }: AssetRow): Promise<void> {
  const fate = await fateOf<IngestResult>(deps.client, ingestWorkflowId(assetId));
  if (fate.is === 'running') return;
  const change = assetEnding(fate);
  deps.log.warn({ assetId, to: change.to }, 'an ingest had ended without its row');
  await deps.db.withWorkspace(workspaceId, (tx) => recordAssetStep(tx, { assetId, change }));
  await waiterActivities(deps).wakeWaiters({ workspaceId, assetId });
}

function assetEnding(fate: Exclude<Fate<IngestResult>, { is: 'running' }>): AssetChange {
  if (fate.is === 'completed') return { to: 'READY', result: fate.result };
  return { to: 'REJECTED', failure: fate.is === 'failed' ? fate.failure : failure('INTERNAL', 'The ingest was stopped by an operator.') };
}

/** Likewise. One that was heard is not heard again: its id is the revision's. */
async function amendAgain({ client }: Dependencies, row: RenderRow): Promise<void> {
  if (row.revision === 1 || unamendable(row) === 'TOO_LATE') return;
  const handle = client.workflow.getHandle(renderWorkflowId(row.id));
  const update = { args: [amendmentOf(row)] as [Amendment], updateId: amendUpdateId(row.revision) };
  await client.connection.withDeadline(Date.now() + DEADLINE_MS, () => ifThere(() => handle.executeUpdate(AMEND_UPDATE, update)));
}

/** The gateway may have died between the row and the workflow. */
const cancelAgain = ({ client }: Dependencies, workflowId: string): Promise<void> =>
  ifThere(() => client.workflow.getHandle(workflowId).cancel());
