import type { Tx } from './tx.ts';

export type IdempotencyClaim = { fresh: true } | { fresh: false; resultId: string } | { conflict: true };

/**
 * Takes a key in the transaction that makes the thing. `fresh`: go on and make `resultId`. Not fresh: `resultId` was made
 * under this key before. `conflict`: another input was. Waits for a transaction that is taking the same key right now.
 */
export async function claimIdempotencyKey(
  tx: Tx,
  claim: { operation: string; key: string; inputHash: string; resultId: string },
): Promise<IdempotencyClaim> {
  const { operation, key, inputHash, resultId } = claim;
  const taken = await tx.db.$executeRaw`
    INSERT INTO idempotency_key (workspace_id, operation, key, input_hash, result_id)
    VALUES (${tx.workspaceId}::uuid, ${operation}, ${key}, ${inputHash}, ${resultId}::uuid) ON CONFLICT DO NOTHING`;
  if (taken === 1) return { fresh: true };
  const before = await tx.db.idempotencyKey.findUniqueOrThrow({
    where: { workspaceId_operation_key: { workspaceId: tx.workspaceId, operation, key } },
  });
  return before.inputHash === inputHash ? { fresh: false, resultId: before.resultId } : { conflict: true };
}

/** What was made under a key, without taking it: an answer to a repetition before anything is checked again. Null when it is free. */
export async function readIdempotencyKey(
  tx: Tx,
  { operation, key, inputHash }: { operation: string; key: string; inputHash: string },
): Promise<{ resultId: string } | { conflict: true } | null> {
  const row = await tx.db.idempotencyKey.findUnique({
    where: { workspaceId_operation_key: { workspaceId: tx.workspaceId, operation, key } },
  });
  if (!row) return null;
  return row.inputHash === inputHash ? { resultId: row.resultId } : { conflict: true };
}
