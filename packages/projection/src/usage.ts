import type { Micros } from '@workprint/contracts';
import type { UsageRecord } from './generated/client.ts';
import { newId } from './ids.ts';
import type { GenerationRow } from './rows.ts';
import type { Tx } from './tx.ts';

/** Writes down what a generation has cost, once. `estimated`: the provider did not tell. */
export async function recordUsage(tx: Tx, row: GenerationRow, micros: Micros, estimated: boolean): Promise<void> {
  const { id: generationId, workspaceId, provider, model, createdBy, projectId, boughtFor: renderId } = row;
  await tx.db.usageRecord.createMany({
    data: [
      { id: newId(), workspaceId, kind: 'GENERATION', generationId, renderId, provider, model, createdBy, projectId, micros, estimated },
    ],
    skipDuplicates: true,
  });
}

/** What was written down from `from` on and before `to`, oldest first. */
export const usageBetween = (tx: Tx, from: Date, to: Date): Promise<UsageRecord[]> =>
  tx.db.usageRecord.findMany({ where: { at: { gte: from, lt: to } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
