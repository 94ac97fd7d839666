import type { Tx } from './tx.ts';

/** Where listeners wait. Payloads are topics ("render:<id>"), never data: PostgreSQL caps them, and a reader reads by seq anyway. */
export const CHANNEL = 'wp';

/** Wakes the topics' listeners when the transaction commits. */
export async function notify(tx: Tx, ...topics: string[]): Promise<void> {
  await tx.db.$queryRaw`SELECT pg_notify(${CHANNEL}, topic)::text FROM unnest(${topics}::text[]) AS topic`;
}

/** Allots the workspace's next `count` event numbers, and says the last. Taken last, after the render's or generation's row: this lock is the contended one. */
export async function nextWorkspaceSeq(tx: Tx, count = 1): Promise<bigint> {
  const rows = await tx.db.$queryRaw<{ seq: bigint }[]>`
    UPDATE workspace SET last_seq = last_seq + ${count}::int WHERE id = ${tx.workspaceId}::uuid RETURNING last_seq AS seq`;
  const seq = rows[0]?.seq;
  if (seq === undefined) throw new Error(`workspace ${tx.workspaceId} does not exist`);
  return seq;
}
