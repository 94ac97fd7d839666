import { createHash, randomBytes } from 'node:crypto';
import { type Database, insertApiKey, insertWorkspace, newId, openDatabase } from '@workprint/projection';
import { readEnvironment } from '@workprint/runtime';

/** The stack's database as the role a service has: wp_app, or wp_system as the sweeper. Close it after the spec. */
export function openTestDatabase(role: 'app' | 'system' = 'app', poolSize?: number): Database {
  const env = readEnvironment({ require: ['DATABASE_SYSTEM_URL'] });
  return openDatabase({ url: role === 'app' ? env.DATABASE_URL : env.DATABASE_SYSTEM_URL, poolSize });
}

export interface TestWorkspace {
  workspaceId: string;
  /** The whole key, as a client sends it after "Bearer ". */
  apiKey: string;
  apiKeyId: string;
  /** "key:<id>": what createdBy holds. */
  principal: string;
}

/** A workspace of the spec's own, with an API key of all scopes: nothing another spec does is seen in it. */
export async function makeWorkspace(db: Database, name = 'spec'): Promise<TestWorkspace> {
  const workspaceId = newId();
  const apiKeyId = newId();
  const apiKey = `wp_${randomBytes(24).toString('base64url')}`;
  const hash = createHash('sha256').update(apiKey).digest('hex');
  await db.withWorkspace(workspaceId, async (tx) => {
    await insertWorkspace(tx, { name });
    await insertApiKey(tx, { id: apiKeyId, name, hash, prefix: apiKey.slice(0, 8), scopes: ['*'] });
  });
  return { workspaceId, apiKey, apiKeyId, principal: `key:${apiKeyId}` };
}
