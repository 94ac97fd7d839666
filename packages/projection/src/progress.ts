import type { RenderChange } from '@workprint/contracts';
import { countChunks, NO_CHUNKS } from './chunk-counts.ts';
import { type Outlook, smoothed, timeLeft } from './eta.ts';
import type { RenderProgress } from './generated/client.ts';
import { isId } from './ids.ts';
import { begin, planAnew, STAGE_PERCENT } from './progress-math.ts';
import { isTerminalRender } from './rows.ts';
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
