import type { Client } from 'pg';

/**
 * createRender → first playable HLS segment, in times of one of the render's own chunks (the median of those it made).
 * @param db a connection in a transaction whose workspace is set
 * @param sentAt when createRender was sent, milliseconds since 1970, by the database's clock or one on the same machine
 * @throws when there is nothing to watch, or no chunk was made
 */
export async function firstSegmentChunkTimes(db: Pick<Client, 'query'>, renderId: string, sentAt: number): Promise<number> {
  const { rows } = await db.query<{ at: Date | null; chunk: number | null }>(
    `SELECT r.playlist_at AS at,
            (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.finished_at - c.started_at))
             FROM render_chunk c WHERE c.render_id = r.id AND c.started_at IS NOT NULL AND NOT c.reused)::float8 * 1000 AS chunk
     FROM render r WHERE r.id = $1`,
    [renderId],
  );
  const { at = null, chunk = null } = rows[0] ?? {};
  if (at === null) throw new Error(`render ${renderId} has nothing to watch`);
  if (!chunk) throw new Error(`no chunk of render ${renderId} was made: were they all reused?`);
  return (at.getTime() - sentAt) / chunk;
}
