import { Prisma } from './generated/client.ts';
import type { ChunkCounts } from './progress-math.ts';
import type { Tx } from './tx.ts';

/** Seconds that a frame is taken to need where nothing was forecast. */
const FRAME_SECONDS = 0.03;

export const NO_CHUNKS: ChunkCounts = {
  ...{ framesDone: 0, framesReused: 0, chunksDone: 0, chunksReused: 0 },
  ...{ chunksLeft: 0, running: 0, secondsLeft: 0, longestLeft: 0, secondsMade: 0, secondsSpent: 0 },
};

/** Columns of ChunkCounts over rows `c` of render_chunk. */
export const COUNTS = Prisma.sql`
  coalesce(sum(frames_done), 0)::int AS "framesDone",
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
  FROM (SELECT *, finished_at IS NULL AS open, NOT reused AND started_at IS NOT NULL AS ours,
               coalesce(expected_seconds, frames * ${FRAME_SECONDS}::float8) AS seconds, frames_done::float8 / greatest(frames, 1) AS share
        FROM c) c`;

export async function countChunks(tx: Tx, renderId: string): Promise<ChunkCounts> {
  const rows = await tx.db.$queryRaw<ChunkCounts[]>`
    WITH c AS (SELECT * FROM render_chunk WHERE render_id = ${renderId}::uuid) SELECT ${COUNTS}`;
  return rows[0] ?? NO_CHUNKS;
}
