import type { Database } from '@workprint/projection';
import { addWorkspace, hashOfKey } from '../stack/workspace-key.ts';

/** Makes the workspace of a key that the database does not know. */
export async function ensureFirstKey(database: Database, key: string): Promise<void> {
  if (!(await database.workspaceOfApiKey(hashOfKey(key)))) await addWorkspace(database, 'First', key);
}
