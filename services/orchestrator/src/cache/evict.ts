import { FRAME_LINK_MS, frameKeys } from '@workprint/contracts';
import { type CachedRow, cachedRows, type Database, evictRows, getWorkspace } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { type Allowance, type Cached, chooseEvicted, type Reason } from './choose.ts';

export interface Evicting {
  db: Pick<Database, 'withWorkspace'>;
  store: Pick<ObjectStore, 'list' | 'remove'>;
  /** Of workspaces that have none of their own. */
  allowance: Allowance;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Something that went. */
export interface Evicted {
  kind: string;
  bytes: number;
  reason: Reason;
}

interface Candidate extends Cached {
  kind: string;
  objectKey: string;
  /** null: a picture of renderFrame, which has no row. */
  row: CachedRow | null;
}

/** Rows forgotten in one transaction. */
const AT_ONCE = 500;

/** Makes room in the cache of one workspace; `left` is what stays, in bytes. */
export async function evictFrom(
  { db, store, allowance, now }: Evicting,
  workspaceId: string,
): Promise<{ evicted: Evicted[]; left: number }> {
  const [{ workspace, rows }, pictures] = await Promise.all([
    db.withWorkspace(workspaceId, async (tx) => ({ workspace: await getWorkspace(tx), rows: await cachedRows(tx) })),
    store.list(frameKeys.all(workspaceId)),
  ]);
  const all: Candidate[] = [
    ...rows.map((row) => ({ ...row, usedAt: row.lastUsedAt, held: row.pinned, row })),
    // Somebody may still have the link to a young one; all of them go by their own age.
    ...pictures.map(({ key, bytes, written = new Date(now()) }) => ({
      ...{ kind: 'frame', objectKey: key, bytes, usedAt: written, row: null },
      held: written.getTime() > now() - FRAME_LINK_MS,
    })),
  ];
  const own = { bytes: Number(workspace?.maxCacheBytes ?? allowance.bytes), days: workspace?.cacheDays ?? allowance.days };
  const chosen = [...chooseEvicted(all, own, now())];
  const evicted: Evicted[] = [];
  for (let i = 0; i < chosen.length; i += AT_ONCE) {
    const some = chosen.slice(i, i + AT_ONCE);
    const filed = some.flatMap(([{ row }]) => (row ? [row] : []));
    // Row first: what dies in between leaves an object without a row, which is found again.
    const forgotten = filed.length === 0 ? new Set<string>() : await db.withWorkspace(workspaceId, (tx) => evictRows(tx, filed));
    const gone = some.filter(([{ row }]) => row === null || forgotten.has(row.key));
    await store.remove(gone.map(([{ objectKey }]) => objectKey));
    evicted.push(...gone.map(([{ kind, bytes }, reason]) => ({ kind, bytes, reason })));
  }
  const sum = (list: readonly { bytes: number }[]): number => list.reduce((total, { bytes }) => total + bytes, 0);
  return { evicted, left: sum(all) - sum(evicted) };
}
