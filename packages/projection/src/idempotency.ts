import { byCodePoints } from './by-code-points.ts';
import { toRecordset } from './json.ts';
import type { Tx } from './tx.ts';

export interface NewClaim {
  operation: string;
  key: string;
  inputHash: string;
  resultId: string;
}

export type IdempotencyClaim = { fresh: true } | { fresh: false; resultId: string } | { conflict: true };

/**
 * Takes a key in the transaction that makes the thing. `fresh`: go on and make `resultId`. Not fresh: `resultId` was made
 * under this key before. `conflict`: another input was. Waits for a transaction that is taking the same key right now.
 */
export async function claimIdempotencyKey(tx: Tx, claim: NewClaim): Promise<IdempotencyClaim> {
  const [taken] = await claimIdempotencyKeys(tx, [claim]);
  return taken!;
}

/** The same for several, in as many statements as for one. Of two for one key the first takes it. */
export async function claimIdempotencyKeys(tx: Tx, claims: readonly NewClaim[]): Promise<IdempotencyClaim[]> {
  // In one order everywhere, so that two transactions never wait for each other; of equal ones the first stays the first.
  const order = claims.toSorted(byCodePoints(nameOf));
  const taken = await tx.db.$queryRaw<{ operation: string; key: string }[]>`
    INSERT INTO idempotency_key (workspace_id, operation, key, input_hash, result_id)
    SELECT ${tx.workspaceId}::uuid, operation, key, "inputHash", "resultId"
    FROM jsonb_to_recordset(${toRecordset(order)}::jsonb) AS claim (operation text, key text, "inputHash" text, "resultId" uuid)
    ON CONFLICT DO NOTHING RETURNING operation, key`;
  if (taken.length === claims.length) return claims.map(() => ({ fresh: true }));
  const found = await tx.db.idempotencyKey.findMany({
    where: { workspaceId: tx.workspaceId, OR: claims.map(({ operation, key }) => ({ operation, key })) },
  });
  const byName = new Map(found.map((row) => [nameOf(row), row]));
  const ours = new Set(taken.map(nameOf));
  return claims.map((claim) => {
    if (ours.delete(nameOf(claim))) return { fresh: true };
    const row = byName.get(nameOf(claim))!;
    return row.inputHash === claim.inputHash ? { fresh: false, resultId: row.resultId } : { conflict: true };
  });
}

const nameOf = ({ operation, key }: { operation: string; key: string }): string => `${operation} ${key}`;

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
