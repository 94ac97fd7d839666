import type { RenderChange } from '@workprint/contracts';
import { type Outlook, smoothed, timeLeft } from './eta.ts';
import type { RenderProgress } from './generated/client.ts';
import { isId } from './ids.ts';
import { notify } from './notify.ts';
import { advance, begin, type ChunkCounts, planAnew, STAGE_PERCENT } from './progress-math.ts';
import { isTerminalRender, TERMINAL_RENDER } from './rows.ts';
import type { Tx } from './tx.ts';

/** How far a render is; null when there is none. Percent is 0 to 100 and never falls. */
export async function getRenderProgress(tx: Tx, renderId: string): Promise<RenderProgress | null> {
  return isId(renderId) ? tx.db.renderProgress.findUnique({ where: { renderId } }) : null;
}

/** What of a render's tail is left on entering a stage. */
const TAIL_SHARE: Partial<Record<string, number>> = { ASSEMBLING: 1, PUBLISHING: 0.4 };
/** A render as it was planned the revision-th time. */
export interface RevisionOf {
  renderId: string;
  revision: number;
}

/** The part of a recorded step that concerns progress. The caller holds the render's lock. */
export async function enterStage(
  tx: Tx,
  { id: renderId, revision }: { id: string; revision: number },
  change: RenderChange,
): Promise<void> {
  const before = await tx.db.renderProgress.findUniqueOrThrow({ where: { renderId } });
  const percent = Math.max(before.percent, STAGE_PERCENT[change.to] ?? 0);
  const at = new Date();
  if (change.to === 'RENDERING') {
    const chunks = await countChunks(tx, renderId);
    const data = revision > 1 ? planAnew(chunks, change.framesTotal) : begin(before, chunks, change);
    await tx.db.renderProgress.update({
      where: { renderId },
      data: { ...data, renderingAt: before.renderingAt ?? at, etaSeconds: timeLeft(chunks, before), updatedAt: at },
    });
    return;
  }
  const ended = isTerminalRender(change.to);
  const share = TAIL_SHARE[change.to];
  const passed = Math.max(0, (at.getTime() - before.updatedAt.getTime()) / 1000);
  await tx.db.renderProgress.update({
    where: { renderId },
    data: {
      percent,
      updatedAt: at,
      ...(share === undefined ? {} : { etaSeconds: smoothed(before.etaSeconds, passed, share * timeLeft(NO_CHUNKS, before)) }),
      ...(change.to === 'COMPLETED' ? { framesDone: before.framesTotal, etaSeconds: 0 } : {}),
      ...(ended && change.to !== 'COMPLETED' ? { etaSeconds: null } : {}),
    },
  });
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
}

const PLANNING: readonly string[] = ['PLANNING', 'GENERATING'];

interface Locked {
  status: string;
  revision: number;
  duration: number | null;
  now: Date;
}

/**
 * Notes how far a chunk is and what that makes of the render: lossy, monotonic, and without effect once the render has ended. At most
 * a few calls a second for each chunk.
 */
export async function reportChunk(tx: Tx, report: ChunkReport): Promise<void> {
  const { renderId, key, frames, worker, attempt } = report;
  const reused = report.reused ?? false;
  const finished = report.finished ?? reused;
  const done = finished ? frames : Math.max(0, Math.min(frames, Math.round(report.framesDone)));
  // Shared with other chunks' reports, exclusive against recordRenderStep; the progress row puts the reports in line.
  const [locked] = await tx.db.$queryRaw<Locked[]>`
    SELECT r.status::text AS status, r.revision, r.duration_seconds AS duration, clock_timestamp() AS now
    FROM render r WHERE r.id = ${renderId}::uuid FOR SHARE`;
  if (!locked || isTerminalRender(locked.status)) return;
  await tx.db.$queryRaw`SELECT 1 AS one FROM render_progress WHERE render_id = ${renderId}::uuid FOR UPDATE`;
  const index = await placeOf(tx, report, locked.revision);
  if (index === null) return;
  await tx.db.$executeRaw`
    INSERT INTO render_chunk AS c (render_id, index, workspace_id, key, frames, frames_done, reused, worker, attempt, started_at, finished_at)
    VALUES (${renderId}::uuid, ${index}, ${tx.workspaceId}::uuid, ${key}, ${frames}, ${done}, ${reused}, ${worker}, ${attempt}, now(),
            CASE WHEN ${finished} THEN now() END)
    ON CONFLICT (render_id, index) DO UPDATE SET
      frames_done = greatest(c.frames_done, excluded.frames_done),
      reused = c.reused OR (excluded.reused AND c.finished_at IS NULL),
      worker = CASE WHEN excluded.attempt >= c.attempt AND c.finished_at IS NULL THEN excluded.worker ELSE c.worker END,
      attempt = greatest(c.attempt, excluded.attempt),
      started_at = coalesce(c.started_at, excluded.started_at),
      finished_at = coalesce(c.finished_at, excluded.finished_at)
    WHERE c.key = excluded.key`;
  // While it is planned anew, the chunks are those of another film than the progress.
  if (locked.revision > 1 && PLANNING.includes(locked.status)) return;
  const before = await tx.db.renderProgress.findUniqueOrThrow({ where: { renderId } });
  const data = advance(before, await countChunks(tx, renderId), { now: locked.now, durationSeconds: locked.duration });
  await tx.db.renderProgress.update({ where: { renderId }, data });
  await notify(tx, `progress:${renderId}`);
}

/** Notes that a chunk's work begins now, and who does it: no progress yet. Without effect once the render has ended. */
export async function startChunk(tx: Tx, chunk: Omit<ChunkReport, 'framesDone'>): Promise<void> {
  const { renderId, key, frames, worker, attempt } = chunk;
  const [locked] = await tx.db.$queryRaw<{ revision: number }[]>`
    SELECT revision FROM render WHERE id = ${renderId}::uuid AND status::text <> ALL (${[...TERMINAL_RENDER]}) FOR SHARE`;
  const index = locked ? await placeOf(tx, chunk, locked.revision) : null;
  if (index === null) return;
  await tx.db.$executeRaw`
    INSERT INTO render_chunk AS c (render_id, index, workspace_id, key, frames, worker, attempt, started_at)
    VALUES (${renderId}::uuid, ${index}, ${tx.workspaceId}::uuid, ${key}, ${frames}, ${worker}, ${attempt}, now())
    ON CONFLICT (render_id, index) DO UPDATE SET
      worker = CASE WHEN excluded.attempt >= c.attempt THEN excluded.worker ELSE c.worker END,
      attempt = greatest(c.attempt, excluded.attempt),
      started_at = coalesce(c.started_at, excluded.started_at)
    WHERE c.key = excluded.key`;
}

/** Where a chunk is shown now: work for an earlier revision counts by its key, or not at all (null). */
async function placeOf(tx: Tx, { renderId, revision, index, key }: RevisionOf & { index: number; key: string }, now: number) {
  if (revision >= now) return index;
  const row = await tx.db.renderChunk.findFirst({ where: { renderId, key, finishedAt: null }, orderBy: { index: 'asc' } });
  return row?.index ?? null;
}

export interface ChunkSeed {
  index: number;
  key: string;
  frames: number;
  /** It is in the cache: counts as made. */
  reused: boolean;
  /** How long it is forecast to keep a slot busy. */
  expectedSeconds?: number;
}

/**
 * Files the plan's chunks, all of them. What is known of a chunk with the same key stays, wherever the plan before showed it; rows beyond
 * the plan go. Without effect when the render is planned anew by now.
 * @param outlook what the time left is reckoned from
 */
export async function seedChunks(
  tx: Tx,
  { renderId, revision }: RevisionOf,
  chunks: readonly ChunkSeed[],
  outlook?: Outlook,
): Promise<void> {
  const [locked] = await tx.db.$queryRaw<{ revision: number }[]>`SELECT revision FROM render WHERE id = ${renderId}::uuid FOR SHARE`;
  if (locked && locked.revision > revision) return;
  if (outlook) await tx.db.renderProgress.updateMany({ where: { renderId }, data: { ...outlook } });
  const last = chunks.reduce((max, c) => Math.max(max, c.index), -1);
  await tx.db.$executeRaw`
    WITH known AS (SELECT DISTINCT ON (key) * FROM render_chunk WHERE render_id = ${renderId}::uuid ORDER BY key, finished_at IS NULL, index)
    INSERT INTO render_chunk AS c
      (render_id, index, workspace_id, key, frames, frames_done, reused, worker, attempt, started_at, finished_at,
       expected_seconds, work, cpu_seconds, wall_seconds)
    SELECT ${renderId}::uuid, s.index, ${tx.workspaceId}::uuid, s.key, s.frames,
           CASE WHEN s.reused THEN s.frames WHEN k.finished_at IS NULL THEN least(coalesce(k.frames_done, 0), s.frames) ELSE 0 END,
           CASE WHEN k.finished_at IS NULL THEN s.reused ELSE k.reused END,
           k.worker, coalesce(k.attempt, 0), k.started_at, CASE WHEN s.reused THEN coalesce(k.finished_at, now()) END,
           s.expected, k.work, k.cpu_seconds, k.wall_seconds
    FROM unnest(${chunks.map((c) => c.index)}::int[], ${chunks.map((c) => c.key)}::text[], ${chunks.map((c) => c.frames)}::int[],
                ${chunks.map((c) => c.reused)}::boolean[], ${chunks.map((c) => c.expectedSeconds ?? null)}::float8[])
         AS s(index, key, frames, reused, expected)
    LEFT JOIN known k ON k.key = s.key
    ON CONFLICT (render_id, index) DO UPDATE SET
      key = excluded.key, frames = excluded.frames, frames_done = excluded.frames_done, reused = excluded.reused,
      finished_at = excluded.finished_at, worker = excluded.worker, attempt = excluded.attempt, started_at = excluded.started_at,
      expected_seconds = excluded.expected_seconds, work = excluded.work, cpu_seconds = excluded.cpu_seconds,
      wall_seconds = excluded.wall_seconds
    WHERE c.key <> excluded.key OR (excluded.reused AND c.finished_at IS NULL)`;
  await tx.db.renderChunk.deleteMany({ where: { renderId, index: { gt: last } } });
}

/** Seconds that a frame is taken to need where nothing was forecast. */
const FRAME_SECONDS = 0.03;

const NO_CHUNKS: ChunkCounts = {
  ...{ framesDone: 0, framesReused: 0, chunksDone: 0, chunksReused: 0 },
  ...{ chunksLeft: 0, running: 0, secondsLeft: 0, longestLeft: 0, secondsMade: 0, secondsSpent: 0 },
};

async function countChunks(tx: Tx, renderId: string): Promise<ChunkCounts> {
  const rows = await tx.db.$queryRaw<ChunkCounts[]>`
    WITH c AS (
      SELECT *, finished_at IS NULL AS open, NOT reused AND started_at IS NOT NULL AS ours,
             coalesce(expected_seconds, frames * ${FRAME_SECONDS}::float8) AS seconds, frames_done::float8 / greatest(frames, 1) AS share
      FROM render_chunk WHERE render_id = ${renderId}::uuid)
    SELECT coalesce(sum(frames_done), 0)::int AS "framesDone",
           coalesce(sum(frames) FILTER (WHERE reused), 0)::int AS "framesReused",
           count(*) FILTER (WHERE NOT open)::int AS "chunksDone",
           count(*) FILTER (WHERE reused)::int AS "chunksReused",
           count(*) FILTER (WHERE open)::int AS "chunksLeft",
           count(*) FILTER (WHERE open AND ours)::int AS running,
           coalesce(sum(seconds * (1 - share)) FILTER (WHERE open), 0)::float8 AS "secondsLeft",
           coalesce(max(seconds * (1 - share)) FILTER (WHERE open), 0)::float8 AS "longestLeft",
           coalesce(sum(seconds * share) FILTER (WHERE ours), 0)::float8 AS "secondsMade",
           coalesce(sum(extract(epoch FROM coalesce(finished_at, clock_timestamp()) - started_at)) FILTER (WHERE ours AND frames_done > 0), 0)::float8
             AS "secondsSpent"
    FROM c`;
  return rows[0] ?? NO_CHUNKS;
}
