import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FRAME_KEPT_MS, frameKeys, frameLasts, objectKeys } from '@workprint/contracts';
import { type Database, workspaceIds } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
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

describe('maintenance', () => {
  it('removes frames and their timelines by age, and nothing beside them', async () => {
    const { workspaceId } = await makeWorkspace(db);
    const frames = [frameKeys.picture(workspaceId, 'a', 'png'), frameKeys.timeline(workspaceId, 'b')];
    const asset = objectKeys.asset(workspaceId, 'c');
    for (const key of [...frames, asset]) await store.putBytes(key, 'x', { contentType: 'image/png' });
    const keys = async () => (await store.list(objectKeys.workspace(workspaceId))).map((o) => o.key);
    // Other specs' workspaces are left alone.
    const only = { ...system, asSystem: async () => [workspaceId] } as unknown as Database;
    const at = (ms: number) => maintenanceActivities({ db, system: only, store }, () => Date.now() + ms).removeOldFrames();

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
    const day = 24 * 60 * MINUTE;
    expect([frameLasts(written, 5 * day), frameLasts(written, FRAME_KEPT_MS - day), frameLasts(undefined, 0)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
