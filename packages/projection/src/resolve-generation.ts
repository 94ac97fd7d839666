import { failure } from '@workprint/contracts';
import { OPEN_ATTEMPT } from './attempts.ts';
import { lockGeneration } from './generation-events.ts';
import { claimJob } from './provider-jobs.ts';
import { recordGenerationStep } from './record-generation.ts';
import type { GenerationRow } from './rows.ts';
import type { Tx } from './tx.ts';

export interface Decision {
  /** What a person has found out at the provider. */
  decision: 'BOUGHT' | 'NOT_BOUGHT';
  /** The job that was bought; null: it was, but its output is gone or not wanted. */
  providerId: string | null;
}

export type Resolution = { generation: GenerationRow } | { problem: 'MISSING' | 'NOT_PARKED' | 'JOB_TAKEN' };

/**
 * Ends the doubt about a parked generation. NOT_BOUGHT: it fails, and its money is free again. BOUGHT without a job: it fails, and its
 * money counts as spent. BOUGHT with a job: the doubt is over, and the caller tells the workflow to follow it.
 */
export async function resolveGeneration(tx: Tx, id: string, { decision, providerId }: Decision): Promise<Resolution> {
  const row = await lockGeneration(tx, id);
  if (!row) return { problem: 'MISSING' };
  if (row.status !== 'PARKED') return { problem: 'NOT_PARKED' };
  if (providerId && !(await claimJob(tx, id, providerId))) return { problem: 'JOB_TAKEN' };
  const state = decision === 'BOUGHT' ? 'SENT' : 'NOT_SENT';
  await tx.db.generationAttempt.updateMany({
    where: { generationId: id, state: { in: OPEN_ATTEMPT } },
    data: { state, ...(providerId ? { providerId } : {}) },
  });
  if (providerId) {
    await tx.db.generation.update({ where: { id }, data: { providerId } });
  } else {
    const why =
      decision === 'BOUGHT'
        ? 'It was bought, and its output is not to be had.'
        : 'Nothing was bought: the request never reached the provider.';
    await recordGenerationStep(tx, {
      generationId: id,
      step: 'resolved',
      change: { to: 'FAILED', failure: failure('GENERATION_FAILED', why) },
    });
  }
  return { generation: (await lockGeneration(tx, id)) as GenerationRow };
}
