import type { Tx } from './tx.ts';

/** Something in the cache, as far as eviction looks at it. */
export interface CachedRow {
  key: string;
  /** "video", "audio" or "mezzanine". */
  kind: string;
  objectKey: string;
  bytes: number;
  lastUsedAt: Date;
  /** A render that has not ended uses it. */
  pinned: boolean;
}

/** Everything that the workspace's cache knows, what was used longest ago first. */
export async function cachedRows(tx: Tx): Promise<CachedRow[]> {
  const rows = await tx.db.$queryRaw<(Omit<CachedRow, 'bytes'> & { bytes: bigint })[]>`
    SELECT c.key, c.kind, c.object_key AS "objectKey", c.bytes, c.last_used_at AS "lastUsedAt",
      EXISTS (SELECT 1 FROM chunk_pin p WHERE p.workspace_id = c.workspace_id AND p.key = c.key) AS pinned
    FROM chunk c ORDER BY c.last_used_at, c.key`;
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}

/**
 * Forgets them, but for those that were used or pinned since they were read, and answers the keys that went: their objects may be removed now.
 */
export async function evictRows(tx: Tx, rows: readonly Pick<CachedRow, 'key' | 'lastUsedAt'>[]): Promise<Set<string>> {
  const gone = await tx.db.$queryRaw<{ key: string }[]>`
    DELETE FROM chunk c
    USING unnest(${rows.map((r) => r.key)}::text[], ${rows.map((r) => r.lastUsedAt.toISOString())}::timestamptz[]) AS e(key, used)
    WHERE c.key = e.key AND c.last_used_at <= e.used
      AND NOT EXISTS (SELECT 1 FROM chunk_pin p WHERE p.workspace_id = c.workspace_id AND p.key = c.key)
    RETURNING c.key`;
  return new Set(gone.map(({ key }) => key));
}
