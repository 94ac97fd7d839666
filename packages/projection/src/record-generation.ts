import { failure, type GenerationChange, microsOf, type RecordGenerationInput, type RecordGenerationResult } from '@workprint/contracts';
import { openAttempts, sentAttempts } from './attempts.ts';
import { Prisma } from './generated/client.ts';
import { appendGenerationEvent, lockGeneration } from './generation-events.ts';
import { toJson } from './json.ts';
import { type GenerationRow, isTerminalGeneration } from './rows.ts';
import { settle } from './spend.ts';
import type { Tx } from './tx.ts';
import { recordUsage } from './usage.ts';

/**
 * Writes a stage of generationWorkflow and its event in one transaction; a recorded step or an ended generation is left as it is.
 * A report of the same status (a poll) updates the row and writes an event only when the provider's word has changed.
 */
export async function recordGenerationStep(tx: Tx, input: Omit<RecordGenerationInput, 'workspaceId'>): Promise<RecordGenerationResult> {
  const { generationId, step } = input;
  const row = await lockGeneration(tx, generationId);
  if (!row) return { status: 'MISSING', cancelRequested: true };
  const now = { status: row.status as string, cancelRequested: row.cancelRequestedAt !== null };
  // A parked one may still be found: by a late callback, or by a person.
  const over = isTerminalGeneration(row.status) && row.status !== 'PARKED';
  if (input.change.to === 'BEGIN' || over) return now;
  if (await tx.db.generationEvent.findUnique({ where: { generationId_step: { generationId, step } }, select: { seq: true } })) return now;

  const change = await honest(tx, row, input.change);
  await tx.db.generation.update({ where: { id: generationId }, data: columns(row, change) });
  await settleMoney(tx, row, change);
  const filed = 'outputAssetId' in change && change.outputAssetId !== undefined && change.outputAssetId !== row.outputAssetId;
  const same = row.status === change.to && 'providerState' in change && change.providerState === row.providerState && !filed;
  if (!same) await appendGenerationEvent(tx, generationId, { type: change.to, step });
  return { ...now, status: change.to };
}

type Written = Exclude<GenerationChange, { to: 'BEGIN' }>;

/** Whoever ends it and why: while a request may have arrived it is parked, never written down as if nothing had been bought. */
async function honest(tx: Tx, row: GenerationRow, change: Written): Promise<Written> {
  if ((change.to !== 'FAILED' && change.to !== 'CANCELED') || (await openAttempts(tx, row.id)) === 0) return change;
  const why = change.to === 'FAILED' ? change.failure.message : 'It was to be cancelled.';
  return { to: 'PARKED', failure: failure('GENERATION_PARKED', `The create request may have reached the provider. ${why}`) };
}

/** The end of an intent is the end of its reservation. */
async function settleMoney(tx: Tx, row: GenerationRow, change: Written): Promise<void> {
  if (change.to !== 'COMPLETED' && change.to !== 'FAILED' && change.to !== 'CANCELED') return;
  const cost = await billed(tx, row, change);
  const spent = await settle(tx, row.id, cost && microsOf(cost));
  const micros = spent ?? (cost && microsOf(cost));
  if (micros !== null && micros > 0n) await recordUsage(tx, row, micros, !cost);
}

/** Null: what was reserved. */
async function billed(tx: Tx, row: GenerationRow, change: Extract<Written, { to: 'COMPLETED' | 'FAILED' | 'CANCELED' }>) {
  if (change.to === 'COMPLETED') return change.cost;
  if (change.cost) return change.cost;
  if (change.cost === undefined && (await sentAttempts(tx, row.id)) > 0) return null;
  return { amount: '0', currency: 'USD' as const };
}

/** The provider has it, or is done with it. */
const ACCEPTED: readonly string[] = ['QUEUED', 'RUNNING', 'PROCESSING'];

function columns(row: GenerationRow, change: Written): Prisma.GenerationUpdateInput {
  const at = new Date();
  const data: Prisma.GenerationUpdateInput = { status: change.to };
  if (row.status === 'PARKED') Object.assign(data, { failure: Prisma.DbNull, completedAt: null });
  if (change.to === 'PARKED' && change.waitersFail) data.waitersFailedAt = at;
  if (!row.workflowStartedAt) data.workflowStartedAt = at;
  if (!row.startedAt && !isTerminalGeneration(change.to)) data.startedAt = at;
  if (isTerminalGeneration(change.to)) data.completedAt = at;
  if (ACCEPTED.includes(change.to) && !row.acceptedAt) data.acceptedAt = at;
  if (change.to === 'PROCESSING' && !row.producedAt) data.producedAt = at;
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
