import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anAsset, aRender, makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import { addAssetWaiters, assetWaiters, completeUpload, getAsset, insertAsset, recordAssetStep } from './assets.ts';
import { deleteChunks, findChunks, insertChunk, replaceChunk } from './chunk-cache.ts';
import { claimIdempotencyKey, claimIdempotencyKeys } from './idempotency.ts';
import { newId } from './ids.ts';
import { InvalidCursorError, type Page } from './paging.ts';
import { queueStatus } from './queue-status.ts';
import { recordRenderStep } from './record-render.ts';
import { insertRender, listRenders } from './renders.ts';
import type { RenderRecord } from './rows.ts';
import { deleteOldIdempotencyKeys, everyRow, orphanedAssets } from './sweeper.ts';
import type { Tx } from './tx.ts';

const db = openTestDatabase();
const system = openTestDatabase('system');
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await makeWorkspace(db);
});
afterAll(async () => {
  await db.close();
  await system.close();
});
const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(ws.workspaceId, work);

describe('idempotency keys', () => {
  const claim = (key: string, inputHash: string, resultId: string) =>
    inside((tx) => claimIdempotencyKey(tx, { operation: 'op', key, inputHash, resultId }));

  it('give the same thing for the same input and refuse another', async () => {
    const [id, other] = [newId(), newId()];
    expect(await claim('a', 'h', id)).toEqual({ fresh: true });
    expect(await claim('a', 'h', other)).toEqual({ fresh: false, resultId: id });
    expect(await claim('a', 'h', id)).toEqual({ fresh: false, resultId: id });
    expect(await claim('a', 'other input', other)).toEqual({ conflict: true });
  });

  it('are taken by several at once, each for itself', async () => {
    const before = newId();
    await claim('m', 'h', before);
    const ids = Array.from({ length: 5 }, newId);
    const asked = [
      ['z', 'h'],
      ['m', 'h'],
      ['d', 'h'],
      ['d', 'h'],
      ['d', 'other input'],
    ] as const;
    const claims = asked.map(([key, inputHash], i) => ({ operation: 'op', key, inputHash, resultId: ids[i]! }));
    expect(await inside((tx) => claimIdempotencyKeys(tx, claims))).toEqual([
      ...[{ fresh: true }, { fresh: false, resultId: before }, { fresh: true }],
      ...[{ fresh: false, resultId: ids[2] }, { conflict: true }],
    ]);
  });

  it('are taken by one of many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => claim('b', 'h', newId())));
    expect(answers.filter((a) => 'fresh' in a && a.fresh)).toHaveLength(1);
    expect(new Set(answers.map((a) => ('resultId' in a ? a.resultId : 'fresh'))).size).toBe(2);
  });

  it('are free again when the transaction that took one is undone', async () => {
    const lost = inside(async (tx) => {
      await claimIdempotencyKey(tx, { operation: 'op', key: 'c', inputHash: 'h', resultId: newId() });
      throw new Error('undo');
    });
    await expect(lost).rejects.toThrow('undo');
    expect(await claim('c', 'h', newId())).toEqual({ fresh: true });
  });

  it('are kept for 30 days', async () => {
    const insert = (key: string, days: number) =>
      inside(
        (tx) => tx.db.$executeRaw`INSERT INTO idempotency_key (workspace_id, operation, key, input_hash, result_id, created_at)
          VALUES (${ws.workspaceId}::uuid, 'old', ${key}, 'h', ${newId()}::uuid, now() - make_interval(days => ${days}::int))`,
      );
    await insert('young', 29);
    await insert('old', 31);
    expect(await system.asSystem(deleteOldIdempotencyKeys)).toBeGreaterThanOrEqual(1);
    const left = await inside((tx) => tx.db.idempotencyKey.findMany({ where: { operation: 'old' } }));
    expect(left.map((k) => k.key)).toEqual(['young']);
  });
});

describe('lists', () => {
  it('page by opaque cursors, newest first, without gap or repeat', async () => {
    const own = await makeWorkspace(db);
    const made: string[] = [];
    for (let i = 0; i < 7; i++) {
      made.unshift((await db.withWorkspace(own.workspaceId, (tx) => insertRender(tx, aRender({ projectId: i % 2 ? 'odd' : 'even' })))).id);
    }
    // Two rows of one instant are told apart by id.
    await db.withWorkspace(own.workspaceId, (tx) => tx.db.render.updateMany({ data: { createdAt: new Date() } }));
    made.sort().reverse();
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const at: string | null = after;
      const page: Page<RenderRecord> = await db.withWorkspace(own.workspaceId, (tx) => listRenders(tx, { first: 3, after: at }));
      seen.push(...page.nodes.map((r) => r.id));
      after = page.hasNextPage ? page.endCursor : null;
    } while (after);
    expect(seen).toEqual(made);
    const odd = await db.withWorkspace(own.workspaceId, (tx) => listRenders(tx, { filter: { projectId: 'odd', status: ['QUEUED'] } }));
    expect([odd.nodes.length, odd.hasNextPage]).toEqual([3, false]);
    expect((await db.withWorkspace(own.workspaceId, (tx) => listRenders(tx, { filter: { createdBy: 'key:other' } }))).nodes).toEqual([]);
  });

  it('refuse a cursor that is not theirs', async () => {
    await expect(inside((tx) => listRenders(tx, { after: 'rubbish' }))).rejects.toThrow(InvalidCursorError);
  });
});

describe('assets', () => {
  it('are decided once, and those who wait are known', async () => {
    const [asset, render] = await inside(async (tx) => [await insertAsset(tx, anAsset()), await insertRender(tx, aRender())]);
    expect((await inside((tx) => addAssetWaiters(tx, render.id, [asset.id, newId(), 'no uuid']))).map((a) => a.id)).toEqual([asset.id]);
    expect(await inside((tx) => assetWaiters(tx, asset.id))).toEqual([render.id]);
    const failure = { code: 'UNREADABLE_MEDIA' as const, message: 'm', hint: 'h', retryable: false };
    await inside((tx) => recordAssetStep(tx, { assetId: asset.id, change: { to: 'REJECTED', failure } }));
    const probe = { kind: 'image' as const, container: 'png', bytes: 1, durationSeconds: 0, video: null, audio: null };
    const result = { objectKey: 'o', sha256: 's', bytes: 1, contentType: 'image/png', probe };
    expect(await inside((tx) => recordAssetStep(tx, { assetId: asset.id, change: { to: 'READY', result } }))).toMatchObject({
      status: 'REJECTED',
      failure,
      probe: null,
    });
    // One that is decided makes nobody wait.
    const late = await inside((tx) => insertRender(tx, aRender()));
    await inside((tx) => addAssetWaiters(tx, late.id, [asset.id]));
    expect(await inside((tx) => assetWaiters(tx, asset.id))).toEqual([render.id]);
    await inside((tx) => recordRenderStep(tx, { renderId: render.id, step: 'end', change: { to: 'CANCELED' } }));
    expect(await inside((tx) => assetWaiters(tx, asset.id))).toEqual([]);
  });

  it('are found by the sweeper once complete and not started', async () => {
    const { id } = await inside((tx) => insertAsset(tx, anAsset()));
    const orphans = async () => (await everyRow(system, orphanedAssets, { olderThanSeconds: -5, limit: 3 })).map((a) => a.id);
    expect(await orphans()).not.toContain(id);
    const [first, again] = [await inside((tx) => completeUpload(tx, id)), await inside((tx) => completeUpload(tx, id))];
    expect(again?.completedUploadAt).toEqual(first?.completedUploadAt);
    expect(await orphans()).toContain(id);
    expect(await inside((tx) => getAsset(tx, 'no uuid'))).toBeNull();
  });
});

it('the chunk cache keeps the first of two, but for one whose object was stored anew', async () => {
  const chunk = { key: 'same', kind: 'video', objectKey: 'o', bytes: 5, sha256: 'first', frames: 10, keyParts: { a: 1 } };
  await inside((tx) => insertChunk(tx, chunk));
  await inside((tx) => insertChunk(tx, { ...chunk, sha256: 'second' }));
  expect(await inside((tx) => findChunks(tx, ['same', 'none']))).toMatchObject([{ sha256: 'first', bytes: 5n }]);
  await inside((tx) => replaceChunk(tx, { ...chunk, sha256: 'third', bytes: 7, keyParts: { a: { b: '2' } } }));
  await inside((tx) => replaceChunk(tx, { ...chunk, key: 'new' }));
  expect(await inside((tx) => findChunks(tx, ['same']))).toMatchObject([{ sha256: 'third', bytes: 7n, keyParts: { a: { b: '2' } } }]);
  expect(await inside((tx) => findChunks(tx, ['new']))).toMatchObject([{ sha256: 'first', frames: 10 }]);
  await inside((tx) => deleteChunks(tx, ['same']));
  expect(await inside((tx) => findChunks(tx, ['same']))).toEqual([]);
});

it('queueStatus counts what is not ended', async () => {
  const own = await makeWorkspace(db);
  const status = () => db.withWorkspace(own.workspaceId, queueStatus);
  expect(await status()).toEqual({ queued: 0, running: 0, generations: 0, oldestQueuedSeconds: null });
  const ids = await db.withWorkspace(own.workspaceId, async (tx) => [
    (await insertRender(tx, aRender())).id,
    (await insertRender(tx, aRender())).id,
  ]);
  await db.withWorkspace(own.workspaceId, (tx) =>
    recordRenderStep(tx, { renderId: ids[0] as string, step: 's', change: { to: 'PLANNING' } }),
  );
  expect(await status()).toEqual({ queued: 1, running: 1, generations: 0, oldestQueuedSeconds: expect.any(Number) });
});
