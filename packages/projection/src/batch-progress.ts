import type { Tx } from './tx.ts';

/** How far a batch is, all its members together. */
export interface BatchProgressRecord {
  /** 0 to 100: the mean of its members'; one that has ended, however, counts as 100. */
  percent: number;
  queued: number;
  running: number;
  completed: number;
  failed: number;
  canceled: number;
}

/** Members deleted since count as done in `percent` and nowhere else. */
export async function batchProgress(tx: Tx, batch: { id: string; total: number }): Promise<BatchProgressRecord> {
  const rows = await tx.db.$queryRaw<(Omit<BatchProgressRecord, 'percent'> & { there: number; done: number })[]>`
    SELECT count(*)::int AS there,
           count(*) FILTER (WHERE status = 'QUEUED')::int AS queued,
           count(*) FILTER (WHERE status NOT IN ('QUEUED', 'COMPLETED', 'FAILED', 'CANCELED'))::int AS running,
           count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed,
           count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
           count(*) FILTER (WHERE status = 'CANCELED')::int AS canceled,
           coalesce(sum(CASE WHEN status IN ('COMPLETED', 'FAILED', 'CANCELED') THEN 100 ELSE coalesce(p.percent, 0) END), 0)::float8 AS done
    FROM render LEFT JOIN render_progress p ON p.render_id = render.id WHERE batch_id = ${batch.id}::uuid`;
  const { there = 0, done = 0, ...counts } = rows[0] ?? { queued: 0, running: 0, completed: 0, failed: 0, canceled: 0 };
  const percent = (done + 100 * (batch.total - there)) / batch.total;
  return { ...counts, percent: Math.round(percent * 10) / 10 };
}
