import { TERMINAL_RENDER } from './rows.ts';
import type { Tx } from './tx.ts';

/**
 * What a render is going to use: from here to its end none of it is evicted, there already or still to be made. Answers those of the keys
 * that the cache knows; they count as used now. The objects may still be gone. A render that has ended holds nothing.
 */
export async function claimChunks(tx: Tx, renderId: string, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  // Shared lock on the render: it cannot end, and let go of its keys, in between.
  await tx.db.$executeRaw`
    INSERT INTO chunk_pin (workspace_id, key, render_id)
    SELECT ${tx.workspaceId}::uuid, k.key, r.id
    FROM (SELECT id FROM render WHERE id = ${renderId}::uuid AND status::text <> ALL (${[...TERMINAL_RENDER]}) FOR SHARE) r,
      unnest(${[...keys]}::text[]) AS k(key)
    ON CONFLICT DO NOTHING`;
  return useChunks(tx, keys);
}

/** Those of the keys that the cache knows, from now on used last of all. An eviction that was faster has them no longer there. */
export async function useChunks(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
  const rows = await tx.db.$queryRaw<{ key: string }[]>`
    WITH found AS (
      SELECT key FROM chunk WHERE key = ANY (${[...keys]}::text[]) ORDER BY key FOR NO KEY UPDATE
    )
    UPDATE chunk SET last_used_at = now() FROM found WHERE chunk.key = found.key RETURNING chunk.key`;
  return new Set(rows.map(({ key }) => key));
}

/** A render that has ended needs nothing of the cache. */
export async function releaseChunks(tx: Tx, renderId: string): Promise<void> {
  await tx.db.chunkPin.deleteMany({ where: { renderId } });
}
