import { createHash, randomBytes } from 'node:crypto';
import { type Database, insertApiKey, insertWorkspace, newId } from '@workprint/projection';

/** Characters of a key that are kept, for people. */
const PREFIX_LENGTH = 11;

/** What the database knows a key by: SHA-256, hex. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Makes a workspace and its first key, which may do everything: nobody else could set the workspace's spending caps. */
export async function addWorkspace(
  database: Database,
  name: string,
  key = `wp_${randomBytes(24).toString('base64url')}`,
): Promise<{ workspaceId: string; key: string }> {
  const workspaceId = newId();
  await database.withWorkspace(workspaceId, async (tx) => {
    await insertWorkspace(tx, { name });
    await insertApiKey(tx, { id: newId(), name, hash: hashOfKey(key), prefix: key.slice(0, PREFIX_LENGTH), scopes: ['*'] });
  });
  return { workspaceId, key };
}
