import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FRAME_KEPT_MS, frameKeys, frameLasts, objectKeys } from '@workprint/contracts';
import {
  claimChunks,
  type Database,
  findChunks,
  insertAsset,
  insertChunk,
  insertRender,
  recordAssetStep,
  recordRenderStep,
  type Tx,
  workspaceIds,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { anAsset, aRender, makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
import { noCache } from '../../test/no-cache.ts';
import type { Evicted } from '../cache/evict.ts';
import { maintenanceActivities } from './maintenance.ts';

let db: Database;
let system: Database;
let store: ObjectStore;
beforeAll(async () => {
  db = openTestDatabase('app');
  system = openTestDatabase('system', 2);
  store = await openTestObjectStore();
});
afterAll(async () => {
  await Promise.all([db.close(), system.close()]);
  store.close();
});

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Other specs' workspaces are left alone. */
const only = (workspaceId: string) => ({
  ...{ db, store, ...noCache },
  system: { ...system, asSystem: async () => [workspaceId] } as unknown as Database,
});

describe('maintenance', () => {
  it('removes frames and their timelines by age, and nothing beside them', async () => {
    const { workspaceId } = await makeWorkspace(db);
    const frames = [frameKeys.picture(workspaceId, 'a', 'png'), frameKeys.timeline(workspaceId, 'b')];
    const asset = objectKeys.asset(workspaceId, 'c');
    for (const key of [...frames, asset]) await store.putBytes(key, 'x', { contentType: 'image/png' });
    const keys = async () => (await store.list(objectKeys.workspace(workspaceId))).map((o) => o.key);
    const at = (ms: number) => maintenanceActivities(only(workspaceId), () => Date.now() + ms).removeOldFrames();

    expect(await at(FRAME_KEPT_MS - MINUTE)).toBe(0);
    expect(await keys()).toHaveLength(3);
    expect(await at(FRAME_KEPT_MS + MINUTE)).toBe(2);
    expect(await keys()).toEqual([asset]);
    expect(await at(FRAME_KEPT_MS + MINUTE)).toBe(0);
    await store.removePrefix(objectKeys.workspace(workspaceId));
  });

  it('removes all uploads that were given up, however many', async () => {
    const uploads = Array.from({ length: 450 }, (_, i) => ({ id: `${1000 + i}`, workspaceId: 'w', uploadKey: `upload-${i}` }));
    const page = async ({ where, take }: { where: { id: { gt: string } }; take: number }) =>
      uploads.filter(({ id }) => id > where.id.gt).slice(0, take);
    const known = { asSystem: async (work: (tx: unknown) => unknown) => work({ db: { asset: { findMany: page } } }) };
    const removed: string[] = [];
    const needs = {
      system: known,
      db: { withWorkspace: async () => true },
      store: { remove: async (keys: string[]) => void removed.push(...keys), abortUploads: async () => 0 },
    } as unknown as Parameters<typeof maintenanceActivities>[0];
    expect(await maintenanceActivities(needs).removeAbandonedUploads()).toBe(450);
    expect(removed).toEqual(uploads.map(({ uploadKey }) => uploadKey));
  });

  it('knows every workspace', async () => {
    const { workspaceId } = await makeWorkspace(db);
    expect(await system.asSystem(workspaceIds)).toContain(workspaceId);
    expect(await db.asSystem(workspaceIds)).toEqual([]);
  });

  it('shows no frame again that is about to go, so that its link still leads somewhere', () => {
    const written = new Date(0);
    expect([frameLasts(written, 5 * DAY), frameLasts(written, FRAME_KEPT_MS - DAY), frameLasts(undefined, 0)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('eviction', () => {
  const open = async () => {
    const { workspaceId } = await makeWorkspace(db);
    const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(workspaceId, work);
    const evicted: Evicted[] = [];
    const counters = { count: (some: readonly Evicted[]) => void evicted.push(...some), hold: () => {} };
    return {
      ...{ workspaceId, inside, evicted },
      objects: async () => (await store.list(objectKeys.workspace(workspaceId))).map((o) => o.key.split('/').slice(2).join('/')).sort(),
      /** Ten bytes in the cache, last used so many days ago. */
      async cached(key: string, daysAgo: number) {
        const objectKey = objectKeys.chunk(workspaceId, key);
        await store.putBytes(objectKey, 'x'.repeat(10), { contentType: 'video/mp4' });
        await inside(async (tx) => {
          await insertChunk(tx, { key, kind: 'video', objectKey, bytes: 10, sha256: key, frames: 1, keyParts: {} });
          await tx.db.chunk.updateMany({ where: { key }, data: { lastUsedAt: new Date(Date.now() - daysAgo * DAY) } });
        });
      },
      evict: (cache: { bytes: number; days: number }, later = 0) =>
        maintenanceActivities({ ...only(workspaceId), cache, counters }, () => Date.now() + later).evictCache(),
      close: () => store.removePrefix(objectKeys.workspace(workspaceId)),
    };
  };

  it('takes what is old and what is too much, rows and objects, but nothing that a render uses until it has ended', async () => {
    const { inside, evicted, objects, cached, evict, close } = await open();
    const days = { old: 40, pinned: 50, third: 3, second: 2, first: 1 };
    for (const [key, daysAgo] of Object.entries(days)) await cached(key, daysAgo);
    const render = await inside((tx) => insertRender(tx, aRender()));
    expect(await inside((tx) => claimChunks(tx, render.id, ['pinned', 'to be made']))).toEqual(new Set(['pinned']));
    await inside((tx) => tx.db.chunk.updateMany({ where: { key: 'pinned' }, data: { lastUsedAt: new Date(0) } }));

    expect(await evict({ bytes: 30, days: 30 })).toBe(2);
    expect(evicted).toEqual([
      { kind: 'video', bytes: 10, reason: 'age' },
      { kind: 'video', bytes: 10, reason: 'size' },
    ]);
    expect(await objects()).toEqual(['chunks/first.mp4', 'chunks/pinned.mp4', 'chunks/second.mp4']);
    expect((await inside((tx) => findChunks(tx, Object.keys(days)))).map((row) => row.key).sort()).toEqual(['first', 'pinned', 'second']);

    await inside((tx) => recordRenderStep(tx, { renderId: render.id, step: 'end', change: { to: 'CANCELED' } }));
    expect(await inside((tx) => claimChunks(tx, render.id, ['pinned']))).toEqual(new Set(['pinned']));
    await inside((tx) => tx.db.chunk.updateMany({ where: { key: 'pinned' }, data: { lastUsedAt: new Date(0) } }));
    expect(await evict({ bytes: 30, days: 30 })).toBe(1);
    expect(await objects()).toEqual(['chunks/first.mp4', 'chunks/second.mp4']);
    await close();
  });

  it("goes by the workspace's own allowance, in which pictures of frames count", async () => {
    const { workspaceId, inside, objects, cached, evict, evicted, close } = await open();
    await cached('chunk', 0);
    await store.putBytes(frameKeys.picture(workspaceId, 'a', 'png'), 'x'.repeat(10), { contentType: 'image/png' });
    await inside((tx) => tx.db.workspace.update({ where: { id: workspaceId }, data: { maxCacheBytes: 10n, cacheDays: 3 } }));
    // A picture whose link may still be good stays; the chunk makes room for it.
    expect(await evict({ bytes: 1000, days: 30 }, MINUTE)).toBe(1);
    expect(evicted).toEqual([{ kind: 'video', bytes: 10, reason: 'size' }]);
    expect(await objects()).toEqual(['frames/a.png']);
    expect(await evict({ bytes: 1000, days: 30 }, 4 * DAY)).toBe(1);
    expect(evicted.at(-1)).toEqual({ kind: 'frame', bytes: 10, reason: 'age' });
    await close();
  });

  it('takes objects that nothing speaks of after a day, and the bytes of uploads that were refused', async () => {
    const { workspaceId, inside, objects, cached, evict, close } = await open();
    await cached('known', 0);
    const put = (key: string) => store.putBytes(key, 'x', { contentType: 'video/mp4' });
    await put(objectKeys.audio(workspaceId, 'lost'));
    const [waiting, refused] = ['waiting', 'refused'].map(() => anAsset());
    const failure = { code: 'UNREADABLE_MEDIA' as const, message: 'no film', hint: 'send one', retryable: false };
    await inside(async (tx) => {
      for (const asset of [waiting!, refused!]) await insertAsset(tx, { ...asset, uploadKey: objectKeys.upload(workspaceId, asset.id) });
      await recordAssetStep(tx, { assetId: refused!.id, change: { to: 'REJECTED', failure } });
    });
    for (const { id } of [waiting!, refused!]) await put(objectKeys.upload(workspaceId, id));

    expect(await evict({ bytes: 1000, days: 30 })).toBe(0);
    expect(await evict({ bytes: 1000, days: 30 }, DAY + MINUTE)).toBe(2);
    expect(await objects()).toEqual(['chunks/known.mp4', `uploads/${waiting!.id}`]);
    await close();
  });
});
