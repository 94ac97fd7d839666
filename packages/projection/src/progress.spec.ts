import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRender, makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import { type ChunkReport, reportChunk, startChunk } from './chunk-reports.ts';
import { appendLogs, readLogs } from './logs.ts';
import { getRenderProgress, seedChunks } from './progress.ts';
import { recordRenderStep } from './record-render.ts';
import { insertRender } from './renders.ts';
import type { RenderChunkRow, RenderProgressRow } from './rows.ts';

const db = openTestDatabase();
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await makeWorkspace(db);
});
afterAll(() => db.close());

/** A render of four chunks of 100 frames, the first from the cache. */
async function rendering(): Promise<string> {
  const { id } = await db.withWorkspace(ws.workspaceId, (tx) => insertRender(tx, aRender()));
  await db.withWorkspace(ws.workspaceId, async (tx) => {
    await seedChunks(
      tx,
      { renderId: id, revision: 1 },
      [0, 1, 2, 3].map((index) => ({ index, key: `k${index}`, frames: 100, reused: index === 0 })),
    );
    const change = { to: 'RENDERING' as const, planKey: 'p', framesTotal: 400, durationSeconds: 16, chunksTotal: 4, chunksReused: 1 };
    await recordRenderStep(tx, { renderId: id, step: 'rendering', change });
  });
  return id;
}
const report = (renderId: string, index: number, framesDone: number, more: Partial<ChunkReport> = {}): Promise<void> =>
  db.withWorkspace(ws.workspaceId, (tx) =>
    reportChunk(tx, { renderId, revision: 1, index, key: `k${index}`, frames: 100, framesDone, worker: 'w', attempt: 1, ...more }),
  );
const progress = async (id: string): Promise<RenderProgressRow> =>
  (await db.withWorkspace(ws.workspaceId, (tx) => getRenderProgress(tx, id))) as RenderProgressRow;
const chunk = (renderId: string, index: number): Promise<RenderChunkRow> =>
  db.withWorkspace(ws.workspaceId, (tx) => tx.db.renderChunk.findUniqueOrThrow({ where: { renderId_index: { renderId, index } } }));

describe('startChunk', () => {
  const start = (renderId: string, index: number, more: Partial<ChunkReport> = {}): Promise<void> =>
    db.withWorkspace(ws.workspaceId, (tx) =>
      startChunk(tx, { renderId, revision: 1, index, key: `k${index}`, frames: 100, worker: 'w', attempt: 1, ...more }),
    );

  it('says who began it and when, and nothing of progress', async () => {
    const id = await rendering();
    const before = await progress(id);
    await start(id, 1);
    const begun = await chunk(id, 1);
    expect(begun).toMatchObject({ worker: 'w', attempt: 1, framesDone: 0, startedAt: expect.any(Date), finishedAt: null });
    await start(id, 1, { worker: 'second', attempt: 2 });
    await start(id, 1, { worker: 'late', attempt: 1 });
    expect(await chunk(id, 1)).toMatchObject({ worker: 'second', attempt: 2, startedAt: begun.startedAt });
    expect(await progress(id)).toEqual(before);
  });

  it('has no effect on another plan’s chunk, nor once the render has ended', async () => {
    const id = await rendering();
    await start(id, 1, { key: 'other' });
    expect(await chunk(id, 1)).toMatchObject({ worker: null, startedAt: null });
    await db.withWorkspace(ws.workspaceId, (tx) => recordRenderStep(tx, { renderId: id, step: 'canceled', change: { to: 'CANCELED' } }));
    await start(id, 2);
    expect(await chunk(id, 2)).toMatchObject({ startedAt: null });
  });
});

describe('reportChunk', () => {
  it('counts cached chunks from the start', async () => {
    expect(await progress(await rendering())).toMatchObject({ framesTotal: 400, framesDone: 100, chunksDone: 1, chunksReused: 1 });
  });

  it('adds up what workers report at once', async () => {
    const id = await rendering();
    await Promise.all([1, 2, 3].flatMap((index) => [20, 40, 60].map((done) => report(id, index, done))));
    expect(await progress(id)).toMatchObject({ framesDone: 280, chunksDone: 1 });
    await Promise.all([1, 2, 3].map((index) => report(id, index, 100, { finished: true })));
    expect(await progress(id)).toMatchObject({ framesDone: 400, chunksDone: 4, percent: 90 });
    expect((await progress(id)).fps).toBeGreaterThan(0);
  });

  it('knows who made a chunk, and forgets nothing for an older attempt', async () => {
    const id = await rendering();
    await report(id, 1, 70, { worker: 'first', attempt: 1 });
    await report(id, 1, 10, { worker: 'second', attempt: 2 });
    await report(id, 1, 80, { worker: 'first', attempt: 1 });
    expect(await chunk(id, 1)).toMatchObject({ worker: 'second', attempt: 2, framesDone: 80, finishedAt: null });
    await report(id, 2, 0, { reused: true });
    expect(await chunk(id, 2)).toMatchObject({ reused: true, framesDone: 100, finishedAt: expect.any(Date) });
    expect((await progress(id)).chunksReused).toBe(2);
  });

  it('says nothing any more once the render has ended', async () => {
    const id = await rendering();
    await report(id, 1, 50);
    await db.withWorkspace(ws.workspaceId, (tx) => recordRenderStep(tx, { renderId: id, step: 'end', change: { to: 'CANCELED' } }));
    const before = await progress(id);
    await report(id, 1, 100, { finished: true });
    expect(await progress(id)).toEqual(before);
  });
});

it('seedChunks again keeps what is known of the same chunks and follows a new plan', async () => {
  const id = await rendering();
  await report(id, 1, 60);
  const again = (seeds: [string, boolean][]) =>
    db.withWorkspace(ws.workspaceId, (tx) =>
      seedChunks(
        tx,
        { renderId: id, revision: 1 },
        seeds.map(([key, reused], index) => ({ index, key, frames: 100, reused })),
      ),
    );
  await again([
    ['k0', true],
    ['k1', false],
    ['new', false],
  ]);
  expect(await chunk(id, 1)).toMatchObject({ key: 'k1', framesDone: 60 });
  expect(await chunk(id, 2)).toMatchObject({ key: 'new', framesDone: 0 });
  await expect(chunk(id, 3)).rejects.toThrow();
  await again([
    ['k0', true],
    ['k1', true],
    ['new', false],
  ]);
  expect(await chunk(id, 1)).toMatchObject({ reused: true, framesDone: 100 });
});

it('logs keep the last lines in order, and survive what tools write', async () => {
  const { id } = await db.withWorkspace(ws.workspaceId, (tx) => insertRender(tx, aRender()));
  await db.withWorkspace(ws.workspaceId, async (tx) => {
    await appendLogs(tx, { renderId: id, source: 'chunk 0', lines: Array.from({ length: 2500 }, (_, i) => `line ${i}`) });
    await appendLogs(tx, { renderId: id, source: 'chunk 1', lines: ['nul\0', 'x'.repeat(5000)] });
  });
  const lines = await db.withWorkspace(ws.workspaceId, (tx) => readLogs(tx, id, 10_000));
  expect(lines).toHaveLength(2000);
  expect(lines.at(0)?.line).toBe('line 502');
  expect(lines.at(-2)?.line).toBe('nul\uFFFD');
  expect(lines.at(-1)?.line).toHaveLength(2000);
});
