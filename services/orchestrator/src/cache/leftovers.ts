import { objectKeys } from '@workprint/contracts';
import { cachedRows, getAssets } from '@workprint/projection';
import type { ListedObject } from '@workprint/storage';
import type { Evicting } from './evict.ts';

/** Long enough for whoever put an object there to have filed it. */
const SETTLED_MS = 86_400_000;

/**
 * Removes objects that nothing speaks of: cached ones whose row is gone, bytes of uploads that were filed as assets or refused (a link to
 * upload stays good after that). Returns how many.
 */
export async function removeLeftovers({ db, store, now }: Evicting, workspaceId: string): Promise<number> {
  const settled = ({ written }: ListedObject): boolean => written !== undefined && written.getTime() < now() - SETTLED_MS;
  const old = async (prefix: string): Promise<string[]> => (await store.list(prefix)).filter(settled).map(({ key }) => key);
  const cached = (await Promise.all(objectKeys.cached(workspaceId).map(old))).flat();
  const uploads = await old(objectKeys.allUploads(workspaceId));
  // Listed before: what has no row now has been without one for a day.
  const { rows, assets } = await db.withWorkspace(workspaceId, async (tx) => ({
    rows: cached.length === 0 ? [] : await cachedRows(tx),
    assets: await getAssets(
      tx,
      uploads.map((key) => key.slice(objectKeys.allUploads(workspaceId).length)),
    ),
  }));
  const known = new Set(rows.map(({ objectKey }) => objectKey));
  const awaited = new Set(assets.filter(({ status }) => status === 'PROCESSING').map(({ uploadKey }) => uploadKey));
  const leftovers = [...cached.filter((key) => !known.has(key)), ...uploads.filter((key) => !awaited.has(key))];
  await store.remove(leftovers);
  return leftovers.length;
}
