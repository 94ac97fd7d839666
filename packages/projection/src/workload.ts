import type { Tx } from './tx.ts';

/** What a render that is accepted now would have to wait for. */
export interface Workload {
  /** Renders of the workspace that come before it. */
  rendersAhead: number;
  /** Slot-seconds of work they have left, as forecast. */
  secondsAhead: number;
  /** Other workspaces whose chunks are being drawn: each gets its share of the slots. */
  neighbours: number;
}

/** @param priority 1 (first) to 5: what comes after it does not count */
export async function workloadBefore(tx: Tx, priority: number): Promise<Workload> {
  const rows = await tx.db.$queryRaw<Workload[]>`
    SELECT count(*)::int AS "rendersAhead", busy_neighbours() AS neighbours,
           coalesce(sum(coalesce((r.estimate->'model'->>'slotSeconds')::float8, (r.estimate->>'seconds')::float8, 0)
                        * (1 - p.frames_done::float8 / greatest(p.frames_total, 1))), 0)::float8 AS "secondsAhead"
    FROM render r JOIN render_progress p ON p.render_id = r.id
    WHERE r.status NOT IN ('COMPLETED', 'FAILED', 'CANCELED') AND r.priority <= ${priority} AND r.backend = 'FFMPEG'`;
  return rows[0] ?? { rendersAhead: 0, secondsAhead: 0, neighbours: 0 };
}
