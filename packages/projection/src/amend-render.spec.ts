import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordRenderInput, RenderChange } from '@workprint/contracts';
import { aRender, makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import { amendRender, MAX_AMENDMENTS, type RenderAmendment } from './amend-render.ts';
import { type ChunkReport, reportChunk } from './chunk-reports.ts';
import { addSegments, openPlaylist, readPlaylist } from './playlists.ts';
import { getRenderProgress, seedChunks } from './progress.ts';
import { recordRenderStep } from './record-render.ts';
import { renderChunks } from './render-chunks.ts';
import { renderEventsAfter } from './render-events.ts';
import { getRender, insertRender, requestRenderCancel } from './renders.ts';
import type { Tx } from './tx.ts';

const db = openTestDatabase();
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await makeWorkspace(db);
});
afterAll(() => db.close());

const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(ws.workspaceId, work);
const made = async (): Promise<string> => (await inside((tx) => insertRender(tx, aRender()))).id;
const amendment: RenderAmendment = {
  ...{ timelineKey: 'second.json', framesTotal: 500, durationSeconds: 20, maxCost: null },
  estimate: { seconds: 9, frames: 500, durationSeconds: 20 },
};
const amended = (id: string) => inside((tx) => amendRender(tx, id, amendment));
const record = (renderId: string, revision: number, change: RenderChange) => {
  const input: Omit<RecordRenderInput, 'workspaceId'> = { renderId, revision, step: `r${revision}/${change.to}`, change };
  return inside((tx) => recordRenderStep(tx, input));
};
const planned = (framesTotal: number, chunksTotal: number): RenderChange => ({
  ...{ to: 'RENDERING', planKey: 'p', durationSeconds: 1 },
  ...{ framesTotal, chunksTotal, chunksReused: chunksTotal },
});
const seeded = (renderId: string, revision: number, keys: string[], cached: string[] = []) =>
  inside((tx) =>
    seedChunks(
      tx,
      { renderId, revision },
      keys.map((key, index) => ({ index, key, frames: 100, reused: cached.includes(key) })),
    ),
  );
const report = (renderId: string, revision: number, index: number, key: string, more: Partial<ChunkReport> = {}) =>
  inside((tx) => reportChunk(tx, { renderId, revision, index, key, frames: 100, framesDone: 50, worker: 'w', attempt: 1, ...more }));

describe('amendRender', () => {
  it('raises the revision, keeps the new film and says so in an event', async () => {
    const id = await made();
    expect(await amended(id)).toMatchObject({
      render: { revision: 2, timelineKey: 'second.json', estimate: { seconds: 9 }, status: 'QUEUED' },
    });
    const events = await inside((tx) => renderEventsAfter(tx, id, 0));
    expect(events.map(({ type, render }) => [type, render.revision])).toEqual([
      ['QUEUED', 1],
      ['AMENDED', 2],
    ]);
  });

  it('is refused, changing nothing, when it is too late or the render was asked to stop', async () => {
    const [joining, ended, stopping] = [await made(), await made(), await made()];
    await record(joining, 1, { to: 'ASSEMBLING' });
    await record(ended, 1, { to: 'CANCELED' });
    await inside((tx) => requestRenderCancel(tx, stopping));
    expect([await amended(joining), await amended(ended), await amended(stopping)]).toEqual([
      { refused: 'TOO_LATE' },
      { refused: 'ENDED' },
      { refused: 'CANCEL_REQUESTED' },
    ]);
    expect(await inside((tx) => getRender(tx, joining))).toMatchObject({ revision: 1, lastSeq: 2 });
    expect(await amended('00000000-0000-7000-8000-000000000000')).toBeNull();
  });

  it('is refused for what an outside service makes, and after very many', async () => {
    const outside = (await inside((tx) => insertRender(tx, { ...aRender(), backend: 'MEDIACONVERT' }))).id;
    expect(await amended(outside)).toEqual({ refused: 'OUTSIDE' });
    const id = await made();
    for (let i = 0; i < MAX_AMENDMENTS; i++) expect(await amended(id)).toHaveProperty('render');
    expect(await amended(id)).toEqual({ refused: 'TOO_OFTEN' });
  });

  it('ends the playlist; the next one is not shown before it can be watched', async () => {
    const id = await made();
    const film = { sound: false, renditions: [] } as never;
    const shown = async () => (await inside((tx) => getRender(tx, id)))?.playlistAt;
    for (const revision of [1, 2]) {
      const of = { renderId: id, revision };
      await inside((tx) => openPlaylist(tx, of, film));
      expect(await shown()).toBeNull();
      await inside((tx) => addSegments(tx, of, [{ number: 1, tracks: [] }]));
      expect(await shown()).toBeInstanceOf(Date);
      if (revision === 1) await amended(id);
    }
    await inside((tx) => addSegments(tx, { renderId: id, revision: 1 }, [{ number: 2, tracks: [] }]));
    const [first, second] = await Promise.all([1, 2].map((revision) => inside((tx) => readPlaylist(tx, { renderId: id, revision }))));
    expect(first).toMatchObject({ over: true, segments: [{ number: 1 }] });
    expect(second).toMatchObject({ over: false, segments: [{ number: 1 }] });
  });
});

describe('an older revision', () => {
  it('records no step any more, and is told what to be instead; a cancel holds', async () => {
    const id = await made();
    await amended(id);
    const to = { revision: 2, timelineKey: 'second.json' };
    for (const change of [{ to: 'ASSEMBLING' }, { to: 'FAILED', failure: {} as never }] as const)
      expect(await record(id, 1, change)).toEqual({ status: 'QUEUED', cancelRequested: false, amended: to });
    expect(await record(id, 2, { to: 'ASSEMBLING' })).toEqual({ status: 'ASSEMBLING', cancelRequested: false });
    const other = await made();
    await amended(other);
    await inside((tx) => requestRenderCancel(tx, other));
    expect(await record(other, 1, { to: 'PLANNING' })).toMatchObject({ cancelRequested: true });
    expect(await record(other, 1, { to: 'CANCELED' })).toMatchObject({ status: 'CANCELED' });
  });

  it('is either joined or amended, however close the two come', async () => {
    for (let i = 0; i < 8; i++) {
      const id = await made();
      const [joined, change] = await Promise.all([record(id, 1, { to: 'ASSEMBLING' }), amended(id)]);
      expect(joined.amended === undefined).toBe('refused' in change!);
    }
  });

  it('has its chunks counted by key, wherever they are shown now, and the others not at all', async () => {
    const id = await made();
    await seeded(id, 1, ['a', 'b', 'c', 'd'], ['a']);
    await record(id, 1, planned(400, 4));
    await report(id, 1, 1, 'b', { finished: true, worker: 'first' });
    await report(id, 1, 2, 'c', { worker: 'second' });
    await amended(id);
    await seeded(id, 2, ['a', 'new', 'b', 'c'], ['a', 'b']);
    await report(id, 1, 3, 'd', { finished: true });
    await report(id, 1, 2, 'c', { finished: true, worker: 'second' });
    await report(id, 2, 3, 'c', { reused: true, worker: 'third', attempt: 1 });
    // A late look at the first plan changes nothing.
    await seeded(id, 1, ['a', 'b', 'c', 'd'], ['a', 'b']);
    const rows = await inside((tx) => renderChunks(tx, id));
    expect(rows.map(({ key, framesDone, reused, worker }) => ({ key, framesDone, reused, worker }))).toEqual([
      { key: 'a', framesDone: 100, reused: true, worker: null },
      { key: 'new', framesDone: 0, reused: false, worker: null },
      { key: 'b', framesDone: 100, reused: false, worker: 'first' },
      { key: 'c', framesDone: 100, reused: false, worker: 'second' },
    ]);
    expect(await inside((tx) => getRenderProgress(tx, id))).toMatchObject({ chunksDone: 3, chunksReused: 1 });
  });
});

it('progress stays while it is planned anew, and then says how far the new film is', async () => {
  const id = await made();
  await seeded(id, 1, ['a', 'b']);
  await record(id, 1, planned(200, 2));
  await report(id, 1, 0, 'a', { finished: true });
  const now = () => inside((tx) => getRenderProgress(tx, id));
  const before = await now();
  await amended(id);
  await record(id, 2, { to: 'PLANNING' });
  await seeded(id, 2, ['a', 'c', 'd', 'e'], ['a']);
  await report(id, 2, 1, 'c', { framesDone: 0 });
  expect(await now()).toMatchObject({ percent: before?.percent, framesTotal: 200, framesDone: 100 });
  await record(id, 2, planned(400, 4));
  const after = await now();
  expect(after).toMatchObject({ percent: 5 + 85 / 4, framesTotal: 400, framesDone: 100, chunksDone: 1, chunksReused: 0, fps: before?.fps });
  // More than the tail: three chunks are left.
  expect(after?.etaSeconds).toBeGreaterThan(1);
});
