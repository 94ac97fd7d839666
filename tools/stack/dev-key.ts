import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '@workprint/projection';
import { addWorkspace, hashOfKey } from './workspace-key.ts';

/**
 * The development API key of this clone: made once, with a workspace of its own, kept in `.workprint/dev-key` for its owner's eyes.
 * Made anew when the database no longer knows it.
 */
export async function ensureDevKey(dir: string, databaseUrl: string): Promise<string> {
  const file = path.join(dir, 'dev-key');
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    if (kept && (await database.workspaceOfApiKey(hashOfKey(kept)))) return kept;
    const { key } = await addWorkspace(database, 'Development');
    writeFileSync(file, `${key}\n`, { mode: 0o600 });
    return key;
  } finally {
    await database.close();
  }
}
