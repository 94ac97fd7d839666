import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aRender, makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import pg from 'pg';
import { openDatabase } from './database.ts';
import { type Feed, openFeed } from './feed.ts';
import { recordRenderStep } from './record-render.ts';
import { insertRender } from './renders.ts';

const url = process.env.DATABASE_URL as string;
const db = openTestDatabase();
const killer = new pg.Client({ connectionString: url });
let ws: TestWorkspace;
beforeAll(async () => {
  await killer.connect();
  ws = await makeWorkspace(db);
});
afterAll(async () => {
  await db.close();
  await killer.end();
});

const named = (name: string): string => `${url}${url.includes('?') ? '&' : '?'}application_name=${name}`;
/** What a database restart does to the connections of one application. */
const cut = async (name: string): Promise<number> =>
  (await killer.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [name])).rowCount ?? 0;
const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('a database whose connections break', () => {
  it('goes on with new ones', async () => {
    const errors: Error[] = [];
    const other = openDatabase({ url: named('spec-idle'), poolSize: 3, onError: (e) => errors.push(e) });
    await Promise.all([other.ping(), other.ping(), other.ping()]);
    expect(await cut('spec-idle')).toBeGreaterThan(0);
    // At once, before the driver has noticed: whatever connection it takes is broken.
    await other.withWorkspace(ws.workspaceId, (tx) => insertRender(tx, aRender()));
    await until(() => errors.length > 0);
    await other.ping();
    await other.close();
  });

  it('fails the transaction under way and no more', async () => {
    const other = openDatabase({ url: named('spec-busy'), poolSize: 2 });
    const broken = other.withWorkspace(ws.workspaceId, async (tx) => {
      await cut('spec-busy');
      return insertRender(tx, aRender());
    });
    await expect(broken).rejects.toThrow();
    await other.withWorkspace(ws.workspaceId, (tx) => insertRender(tx, aRender()));
    await other.close();
  });
});

describe('the feed', () => {
  const errors: Error[] = [];
  let feed: Feed;
  beforeEach(async () => {
    errors.length = 0;
    feed = openFeed({ url: named('spec-feed'), onError: (e) => errors.push(e) });
    await feed.ready();
  });
  afterEach(() => feed.close());

  const stage = (id: string, to: 'PLANNING' | 'ASSEMBLING'): Promise<unknown> =>
    db.withWorkspace(ws.workspaceId, (tx) => recordRenderStep(tx, { renderId: id, step: to, change: { to } }));

  /** A render whose own first event the feed has passed on already. */
  async function settled(): Promise<string> {
    const render = aRender();
    let there = false;
    const stop = feed.listen(`render:${render.id}`, () => {
      there = true;
    });
    await db.withWorkspace(ws.workspaceId, (tx) => insertRender(tx, render));
    await until(() => there);
    stop();
    return render.id;
  }

  it('wakes the listeners of a topic, at commits only', async () => {
    const [id, other] = [await settled(), await settled()];
    let [wakes, others, workspace] = [0, 0, 0];
    const stop = feed.listen(`render:${id}`, () => wakes++);
    feed.listen(`render:${other}`, () => others++);
    feed.listen(`workspace:${ws.workspaceId}`, () => workspace++);
    const undone = db.withWorkspace(ws.workspaceId, async (tx) => {
      await recordRenderStep(tx, { renderId: other, step: 'undone', change: { to: 'PLANNING' } });
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    await stage(id, 'PLANNING');
    await until(() => wakes > 0);
    expect([wakes, others]).toEqual([1, 0]);
    stop();
    const before = workspace;
    await stage(id, 'ASSEMBLING');
    await until(() => workspace > before);
    expect(wakes).toBe(1);
  });

  it('connects again and wakes everybody, who may have missed something', async () => {
    const id = await settled();
    let wakes = 0;
    feed.listen(`render:${id}`, () => wakes++);
    expect(await cut('spec-feed')).toBe(1);
    await until(() => wakes > 0);
    expect(errors.length).toBeGreaterThan(0);
    await stage(id, 'PLANNING');
    await until(() => wakes > 1);
  });
});
