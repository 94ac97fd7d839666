import { afterAll, expect, it } from '@jest/globals';
import { getApiKeyByHash, newId } from '@workprint/projection';
import { openTestDatabase } from '@workprint/testing';
import { hashOfKey } from '../stack/workspace-key.ts';
import { ensureFirstKey } from './first-key.ts';

const db = openTestDatabase();
afterAll(() => db.close());

it('makes the workspace of a given key once, and the key may do everything there', async () => {
  const key = `wp_${newId()}`;
  expect(await db.workspaceOfApiKey(hashOfKey(key))).toBeNull();
  await ensureFirstKey(db, key);
  const workspaceId = (await db.workspaceOfApiKey(hashOfKey(key)))!;
  const row = await db.withWorkspace(workspaceId, (tx) => getApiKeyByHash(tx, hashOfKey(key)));
  expect(row).toMatchObject({ scopes: ['*'], prefix: key.slice(0, 11) });
  await ensureFirstKey(db, key);
  expect(await db.workspaceOfApiKey(hashOfKey(key))).toBe(workspaceId);
});
