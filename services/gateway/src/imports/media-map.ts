import { type AssetRow, type Database, getAssets } from '@workprint/projection';
import type { ImportMedia } from '@workprint/timeline';
import { type UserError, userError } from '../graphql/user-error.ts';

const MAX_MEDIA = 1000;

/** Assets by address, as the client mapped them; every one must be this workspace's. */
export const readMedia = async (
  database: Database,
  workspaceId: string,
  media: unknown,
): Promise<{ media: Record<string, ImportMedia> } | { problems: UserError[] }> => {
  if (media === null || media === undefined) return { media: {} };
  const entries = typeof media === 'object' && !Array.isArray(media) ? Object.entries(media) : null;
  if (!entries || entries.length > MAX_MEDIA || entries.some(([, id]) => typeof id !== 'string'))
    return { problems: [userError('INVALID_VALUE', `media must be an object of asset ids by address, ${MAX_MEDIA} at most.`, ['media'])] };
  const ids = entries as [string, string][];
  const rows = await database.withWorkspace(workspaceId, (tx) => getAssets(tx, [...new Set(ids.map(([, id]) => id))]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const missing = ids.filter(([, id]) => !byId.has(id.toLowerCase()));
  if (missing.length > 0)
    return {
      problems: missing.map(([url, id]) =>
        userError(
          'ASSET_NOT_FOUND',
          `There is no asset ${id} in this workspace.`,
          ['media', url],
          'Use the id of an asset of this workspace.',
        ),
      ),
    };
  return { media: Object.fromEntries(ids.map(([url, id]) => [url, mediaOf(byId.get(id.toLowerCase())!)])) };
};

export const mediaOf = (asset: AssetRow): ImportMedia => ({ assetId: asset.id, durationSeconds: asset.probe?.durationSeconds ?? null });
