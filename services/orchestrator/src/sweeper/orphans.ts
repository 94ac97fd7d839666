import {
  batchStart,
  generationStart,
  generationWorkflowInput,
  INGEST_PRIORITY,
  ingestStart,
  renderStart,
  renderWorkflowInput,
} from '@workprint/contracts';
import {
  type AssetRow,
  type BatchRow,
  everyRow,
  type GenerationRow,
  markAssetStarted,
  markBatchStarted,
  markGenerationStarted,
  markRenderStarted,
  orphanedAssets,
  orphanedBatches,
  orphanedGenerations,
  orphanedRenders,
  type RenderRow,
} from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';
import { startOnce } from '../workflows.ts';
import type { Concern } from './concern.ts';

/** Younger rows are still in the hands of the gateway that made them. */
const settled = { olderThanSeconds: 3 };

/** A generation's row does not say who asked for it, so a found one goes in the middle. */
const PRIORITY = 3;

/** Starts what was accepted and never started: whoever wrote the row died before it could. The ids make it start once. */
export async function startOrphans(deps: Dependencies, concern: Concern): Promise<void> {
  await concern.each(await everyRow(deps.system, orphanedRenders, settled), (row) => startRender(deps, row));
  await concern.each(await everyRow(deps.system, orphanedBatches, settled), (row) => startBatch(deps, row));
  await concern.each(await everyRow(deps.system, orphanedGenerations, settled), (row) => startGeneration(deps, row));
  await concern.each(await everyRow(deps.system, orphanedAssets, settled), (row) => startIngest(deps, row));
}

async function startRender({ client, db, prefix, log }: Dependencies, row: RenderRow): Promise<void> {
  log.warn({ renderId: row.id }, 'an accepted render was not started; starting it');
  await startOnce(client, renderStart(prefix, renderWorkflowInput(row)));
  await db.withWorkspace(row.workspaceId, (tx) => markRenderStarted(tx, row.id));
}

async function startBatch({ client, db, prefix, log }: Dependencies, row: BatchRow): Promise<void> {
  const { id: batchId, workspaceId, priority } = row;
  log.warn({ batchId }, 'an accepted batch was not started; starting it');
  await startOnce(client, batchStart(prefix, { workspaceId, batchId, priority }, row));
  await db.withWorkspace(workspaceId, (tx) => markBatchStarted(tx, batchId));
}

async function startGeneration({ client, db, prefix, log }: Dependencies, row: GenerationRow): Promise<void> {
  const { id: generationId, workspaceId } = row;
  log.warn({ generationId }, 'an accepted generation was not started; starting it');
  await startOnce(client, generationStart(prefix, generationWorkflowInput(row, PRIORITY), row));
  await db.withWorkspace(workspaceId, (tx) => markGenerationStarted(tx, generationId));
}

async function startIngest({ client, db, prefix, log }: Dependencies, { id: assetId, workspaceId }: AssetRow): Promise<void> {
  log.warn({ assetId }, 'an asset was not taken in; starting its ingest');
  await startOnce(client, ingestStart(prefix, { workspaceId, assetId, priority: INGEST_PRIORITY }));
  await db.withWorkspace(workspaceId, (tx) => markAssetStarted(tx, assetId));
}
