import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { insertApiKey, insertWorkspace, newId, openDatabase } from '@workprint/projection';

const PREFIX_LENGTH = 11;

/**
 * The development API key of this clone: made once, with a workspace of its own, kept in `.workprint/dev-key` for its owner's eyes.
 * Made anew when the database no longer knows it.
 */
export async function ensureDevKey(dir: string, databaseUrl: string): Promise<string> {
  const file = path.join(dir, 'dev-key');
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
  try {
    const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
    if (kept && (await database.workspaceOfApiKey(hashOf(kept)))) return kept;
    const key = `wp_${randomBytes(24).toString('base64url')}`;
    await database.withWorkspace(newId(), async (tx) => {
      await insertWorkspace(tx, { name: 'Development' });
      await insertApiKey(tx, {
        id: newId(),
        name: 'Development',
        hash: hashOf(key),
        prefix: key.slice(0, PREFIX_LENGTH),
        scopes: ['*'],
      });
    });
    writeFileSync(file, `${key}\n`, { mode: 0o600 });
    return key;
  } finally {
    await database.close();
  }
}
