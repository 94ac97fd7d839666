import type { Tx } from './tx.ts';

export interface QueueStatusRecord {
  /** Renders accepted and not begun. */
  queued: number;
  /** Renders begun and not ended. */
  running: number;
  /** Generations not ended. */
  generations: number;
  /** Seconds the oldest queued render has waited; null when none waits. */
  oldestQueuedSeconds: number | null;
}

export async function queueStatus(tx: Tx): Promise<QueueStatusRecord> {
  const rows = await tx.db.$queryRaw<QueueStatusRecord[]>`
    SELECT count(*) FILTER (WHERE status = 'QUEUED')::int AS queued,
           count(*) FILTER (WHERE status <> 'QUEUED')::int AS running,
           (SELECT count(*)::int FROM generation WHERE status IN ('PENDING', 'QUEUED', 'RUNNING', 'PROCESSING')) AS generations,
           extract(epoch FROM now() - min(created_at) FILTER (WHERE status = 'QUEUED'))::float8 AS "oldestQueuedSeconds"
    FROM render WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELED')`;
  return rows[0] ?? { queued: 0, running: 0, generations: 0, oldestQueuedSeconds: null };
}
