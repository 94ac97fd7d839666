import { COUNTS, NO_CHUNKS } from './chunk-counts.ts';
import { CHANNEL } from './notify.ts';
import type { RevisionOf } from './progress.ts';
import { advance, type Before, type ChunkCounts } from './progress-math.ts';
import { TERMINAL_RENDER } from './rows.ts';
import type { Tx } from './tx.ts';

/** What a chunk was and what it took. */
export interface ChunkCost {
  /** Work of @workprint/timeline. */
  work: Record<string, number>;
  /** Of its ffmpeg; null where the system does not say. */
  cpuSeconds: number | null;
  /** From beginning to published. */
  wallSeconds: number;
}

export interface ChunkReport extends RevisionOf {
  /** In the plan of that revision. */
  index: number;
  key: string;
  /** Frames the chunk has. */
  frames: number;
  /** Frames of it made so far. */
  framesDone: number;
  worker: string;
  /** Temporal's attempt number, from 1. */
  attempt: number;
  /** It was there already. */
  reused?: boolean;
  finished?: boolean;
  /** With its end: what it took, where that is known. */
  cost?: ChunkCost | undefined;
}

const PLANNING: readonly string[] = ['PLANNING', 'GENERATING'];

type Locked = Before & { status: string; revision: number; duration: number | null; now: Date };

/**
 * Notes how far a chunk is and what that makes of the render: lossy, monotonic, and without effect once the render has ended. At most
 * a few calls a second for each chunk; three statements, since every chunk waits for them.
 */
export async function reportChunk(tx: Tx, report: ChunkReport): Promise<void> {
  const { renderId, revision, key, frames, worker, attempt, cost } = report;
  const reused = report.reused ?? false;
  const finished = report.finished ?? reused;
  const done = finished ? frames : Math.max(0, Math.min(frames, Math.round(report.framesDone)));
  // In this order. Shared with other chunks' reports, exclusive against recordRenderStep; the progress row puts the reports in line.
  const [locked] = await tx.db.$queryRaw<Locked[]>`
    SELECT r.status::text AS status, r.revision, r.duration_seconds AS duration, clock_timestamp() AS now, p.percent,
           p.frames_total AS "framesTotal", p.frames_done AS "framesDone", p.fps, p.eta_seconds AS "etaSeconds", p.slots,
           p.tail_seconds AS "tailSeconds", p.rendering_at AS "renderingAt", p.updated_at AS "updatedAt"
    FROM render r JOIN render_progress p ON p.render_id = r.id
    WHERE r.id = ${renderId}::uuid AND r.status::text <> ALL (${[...TERMINAL_RENDER]})
    FOR SHARE OF r FOR UPDATE OF p`;
  if (!locked) return;
  // Work for an earlier revision counts by its key, where the film shows it now, or not at all.
  const [counts = NO_CHUNKS] = await tx.db.$queryRaw<ChunkCounts[]>`
    WITH written AS (
      INSERT INTO render_chunk AS c (render_id, index, workspace_id, key, frames, frames_done, reused, worker, attempt, started_at, finished_at,
                                     work, cpu_seconds, wall_seconds)
      SELECT ${renderId}::uuid, place.index, ${tx.workspaceId}::uuid, ${key}::text, ${frames}::int, ${done}::int, ${reused}::boolean, ${worker}::text,
             ${attempt}::int, now(), CASE WHEN ${finished}::boolean THEN now() END,
             ${cost ? JSON.stringify(cost.work) : null}::jsonb, ${cost?.cpuSeconds ?? null}::float8, ${cost?.wallSeconds ?? null}::float8
      FROM (SELECT CASE WHEN ${revision}::int >= ${locked.revision}::int THEN ${report.index}::int ELSE (
              SELECT min(index) FROM render_chunk WHERE render_id = ${renderId}::uuid AND key = ${key} AND finished_at IS NULL) END AS index) place
      WHERE place.index IS NOT NULL
      ON CONFLICT (render_id, index) DO UPDATE SET
        frames_done = greatest(c.frames_done, excluded.frames_done),
        reused = c.reused OR (excluded.reused AND c.finished_at IS NULL),
        worker = CASE WHEN excluded.attempt >= c.attempt AND c.finished_at IS NULL THEN excluded.worker ELSE c.worker END,
        attempt = greatest(c.attempt, excluded.attempt),
        started_at = coalesce(c.started_at, excluded.started_at),
        finished_at = coalesce(c.finished_at, excluded.finished_at),
        work = coalesce(excluded.work, c.work),
        cpu_seconds = CASE WHEN excluded.work IS NULL THEN c.cpu_seconds ELSE excluded.cpu_seconds END,
        wall_seconds = coalesce(excluded.wall_seconds, c.wall_seconds)
      WHERE c.key = excluded.key
      RETURNING *),
    c AS (
      SELECT * FROM render_chunk WHERE render_id = ${renderId}::uuid AND index NOT IN (SELECT index FROM written)
      UNION ALL SELECT * FROM written)
    SELECT ${COUNTS}`;
  // While it is planned anew, the chunks are those of another film than the progress.
  if (locked.revision > 1 && PLANNING.includes(locked.status)) return;
  const now = advance(locked, counts, { now: locked.now, durationSeconds: locked.duration });
  await tx.db.$queryRaw`
    WITH told AS (
      UPDATE render_progress SET percent = ${now.percent}::float8, frames_done = ${now.framesDone}::int, chunks_done = ${now.chunksDone}::int,
        chunks_reused = ${now.chunksReused}::int, fps = ${now.fps}::float8, speed = ${now.speed}::float8, eta_seconds = ${now.etaSeconds}::float8,
        updated_at = ${now.updatedAt.toISOString()}::timestamptz
      WHERE render_id = ${renderId}::uuid)
    SELECT pg_notify(${CHANNEL}, ${`progress:${renderId}`})::text`;
}

/** Notes that a chunk's work begins now, and who does it: no progress yet. Without effect once the render has ended. */
export async function startChunk(tx: Tx, chunk: Omit<ChunkReport, 'framesDone'>): Promise<void> {
  const { renderId, revision, index, key, frames, worker, attempt } = chunk;
  await tx.db.$executeRaw`
    INSERT INTO render_chunk AS c (render_id, index, workspace_id, key, frames, worker, attempt, started_at)
    SELECT ${renderId}::uuid, place.index, ${tx.workspaceId}::uuid, ${key}::text, ${frames}::int, ${worker}::text, ${attempt}::int, now()
    FROM (
      SELECT CASE WHEN ${revision}::int >= r.revision THEN ${index}::int ELSE (
        SELECT min(o.index) FROM render_chunk o WHERE o.render_id = r.id AND o.key = ${key} AND o.finished_at IS NULL) END AS index
      FROM (SELECT id, revision FROM render WHERE id = ${renderId}::uuid AND status::text <> ALL (${[...TERMINAL_RENDER]}) FOR SHARE) r) place
    WHERE place.index IS NOT NULL
    ON CONFLICT (render_id, index) DO UPDATE SET
      worker = CASE WHEN excluded.attempt >= c.attempt THEN excluded.worker ELSE c.worker END,
      attempt = greatest(c.attempt, excluded.attempt),
      started_at = coalesce(c.started_at, excluded.started_at)
    WHERE c.key = excluded.key`;
}
