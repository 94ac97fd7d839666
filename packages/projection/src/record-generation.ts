import type { GenerationChange, RecordGenerationInput, RecordGenerationResult } from '@workprint/contracts';
import { Prisma } from './generated/client.ts';
import { appendGenerationEvent, lockGeneration } from './generation-events.ts';
import { toJson } from './json.ts';
import { type GenerationRow, isTerminalGeneration } from './rows.ts';
import type { Tx } from './tx.ts';

/**
 * Writes a stage of generationWorkflow and its event in one transaction; a recorded step or an ended generation is left as it is.
 * A report of the same status (a poll) updates the row and writes an event only when the provider's word has changed.
 */
export async function recordGenerationStep(tx: Tx, input: Omit<RecordGenerationInput, 'workspaceId'>): Promise<RecordGenerationResult> {
  const { generationId, step, change } = input;
  const row = await lockGeneration(tx, generationId);
  if (!row) return { status: 'MISSING', cancelRequested: true };
  const now = { status: row.status as string, cancelRequested: row.cancelRequestedAt !== null };
  // A parked one may still be found: by a late callback, or by a person.
  const over = isTerminalGeneration(row.status) && row.status !== 'PARKED';
  if (change.to === 'BEGIN' || over) return now;
  if (await tx.db.generationEvent.findUnique({ where: { generationId_step: { generationId, step } }, select: { seq: true } })) return now;

  await tx.db.generation.update({ where: { id: generationId }, data: columns(row, change) });
  const filed = 'outputAssetId' in change && change.outputAssetId !== undefined && change.outputAssetId !== row.outputAssetId;
  const same = row.status === change.to && 'providerState' in change && change.providerState === row.providerState && !filed;
  if (!same) await appendGenerationEvent(tx, generationId, { type: change.to, step });
  return { ...now, status: change.to };
}

function columns(row: GenerationRow, change: Exclude<GenerationChange, { to: 'BEGIN' }>): Prisma.GenerationUpdateInput {
  const at = new Date();
  const data: Prisma.GenerationUpdateInput = { status: change.to };
  if (row.status === 'PARKED') Object.assign(data, { failure: Prisma.DbNull, completedAt: null });
  if (!row.workflowStartedAt) data.workflowStartedAt = at;
  if (!row.startedAt && !isTerminalGeneration(change.to)) data.startedAt = at;
  if (isTerminalGeneration(change.to)) data.completedAt = at;
  if ('providerState' in change && change.providerState !== undefined) data.providerState = change.providerState;
  if ('providerId' in change && change.providerId) data.providerId = change.providerId;
  // The provider's progress may fall back; what is shown does not.
  if ('progress' in change && change.progress !== null) data.progress = Math.max(row.progress ?? 0, change.progress);
  if ('outputAssetId' in change && change.outputAssetId) data.outputAssetId = change.outputAssetId;
  if ('failure' in change) data.failure = toJson(change.failure);
  if ('cost' in change && change.cost) data.cost = toJson(change.cost);
  if (change.to === 'COMPLETED') data.progress = 1;
  return data;
}
