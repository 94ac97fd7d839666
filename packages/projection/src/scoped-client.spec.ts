import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import { openDatabase } from './database.ts';
import type { SystemTx, Tx } from './tx.ts';

const testDb = openTestDatabase();
const db = openDatabase({ url: process.env.DATABASE_URL as string, poolSize: 2 });
let [one, other]: TestWorkspace[] = [];
beforeAll(async () => {
  [one, other] = [await makeWorkspace(testDb), await makeWorkspace(testDb)];
});
afterAll(() => Promise.all([db.close(), testDb.close()]));

const seen = async (tx: Tx | SystemTx): Promise<string> => {
  const [row] = await tx.db.$queryRaw<{ seen: string }[]>`SELECT current_setting('app.workspace', true) AS seen`;
  return row!.seen;
};

describe('transactions', () => {
  it('each begin with their own workspace, on whatever connection', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => (i % 2 ? one! : other!).workspaceId);
    const all = ids.map((id, i) => (i % 5 === 0 ? db.asSystem(seen) : db.withWorkspace(id, seen)));
    expect(await Promise.all(all)).toEqual(ids.map((id, i) => (i % 5 === 0 ? '' : id)));
  });

  it('inside another have theirs', async () => {
    const both = await db.withWorkspace(one!.workspaceId, async (tx) => {
      const inner = await db.withWorkspace(other!.workspaceId, seen);
      return [await seen(tx), inner];
    });
    expect(both).toEqual([one!.workspaceId, other!.workspaceId]);
  });
});
