import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordRenderResult, RenderChange } from '@workprint/contracts';
import { anOutput, aRender, makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import { newId } from './ids.ts';
import { recordRenderStep } from './record-render.ts';
import { renderEventsAfter } from './render-events.ts';
import { deleteRenderRow, getRender, insertRender, requestRenderCancel } from './renders.ts';
import type { RenderEventRecord, RenderRecord } from './rows.ts';

const db = openTestDatabase();
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await makeWorkspace(db);
});
afterAll(() => db.close());

const made = async (): Promise<string> => (await db.withWorkspace(ws.workspaceId, (tx) => insertRender(tx, aRender()))).id;
const record = (renderId: string, step: string, change: RenderChange): Promise<RecordRenderResult> =>
  db.withWorkspace(ws.workspaceId, (tx) => recordRenderStep(tx, { renderId, step, change }));
const events = (id: string): Promise<RenderEventRecord[]> => db.withWorkspace(ws.workspaceId, (tx) => renderEventsAfter(tx, id, 0));
const read = async (id: string): Promise<RenderRecord> =>
  (await db.withWorkspace(ws.workspaceId, (tx) => getRender(tx, id))) as RenderRecord;

const failure = { code: 'FFMPEG_FAILED' as const, message: 'broken\0pipe', hint: 'h', retryable: true };

describe('recordRenderStep', () => {
  it('goes through the stages, each an event with the render as it was', async () => {
    const id = await made();
    await record(id, 'r1/planning', { to: 'PLANNING' });
    const rendering = { planKey: 'p', framesTotal: 300, durationSeconds: 10, chunksTotal: 3, chunksReused: 0 };
    await record(id, 'r1/rendering', { to: 'RENDERING', ...rendering });
    await record(id, 'r1/assembling', { to: 'ASSEMBLING' });
    await record(id, 'r1/publishing', { to: 'PUBLISHING' });
    expect(await record(id, 'r1/end', { to: 'COMPLETED', outputs: [anOutput()] })).toEqual({ status: 'COMPLETED', cancelRequested: false });

    const all = await events(id);
    expect(all.map((e) => [e.seq, e.type])).toEqual([
      [1, 'QUEUED'],
      [2, 'PLANNING'],
      [3, 'RENDERING'],
      [4, 'ASSEMBLING'],
      [5, 'PUBLISHING'],
      [6, 'COMPLETED'],
    ]);
    expect(all.map((e) => e.render.status)).toEqual(all.map((e) => e.type));
    expect(all.map((e) => e.render.progress.percent)).toEqual([0, 1, 5, 92, 97, 100]);
    expect(all[2]?.render).toMatchObject({
      framesTotal: 300,
      chunksTotal: 3,
      durationSeconds: 10,
      planKey: 'p',
      outputs: [],
      finishedAt: null,
    });
    // A replayed render has the types and values of the row.
    expect(all[5]?.render).toEqual(await read(id));
    expect(all[5]?.render.outputs[0]?.bytes).toBe(5_000_000_000n);
  });

  it('writes a step once', async () => {
    const id = await made();
    await record(id, 'r1/planning', { to: 'PLANNING' });
    await record(id, 'r1/assembling', { to: 'ASSEMBLING' });
    expect(await record(id, 'r1/planning', { to: 'PLANNING' })).toEqual({ status: 'ASSEMBLING', cancelRequested: false });
    await Promise.all(Array.from({ length: 5 }, () => record(id, 'r1/publishing', { to: 'PUBLISHING' })));
    expect((await events(id)).map((e) => e.type)).toEqual(['QUEUED', 'PLANNING', 'ASSEMBLING', 'PUBLISHING']);
  });

  it('leaves what has ended as it is', async () => {
    const id = await made();
    await record(id, 'end', { to: 'FAILED', failure });
    expect(await record(id, 'late', { to: 'COMPLETED', outputs: [anOutput()] })).toEqual({ status: 'FAILED', cancelRequested: false });
    const render = await read(id);
    expect(render).toMatchObject({ status: 'FAILED', outputs: [], failure: { ...failure, message: 'broken\uFFFDpipe' } });
    expect((await events(id)).map((e) => e.type)).toEqual(['QUEUED', 'FAILED']);
    const after = await db.withWorkspace(ws.workspaceId, (tx) => requestRenderCancel(tx, id));
    expect(after).toMatchObject({ status: 'FAILED', cancelRequestedAt: null });
  });

  it('tells the first step of a cancel that came before it', async () => {
    const id = await made();
    const asked = await db.withWorkspace(ws.workspaceId, (tx) => requestRenderCancel(tx, id));
    await db.withWorkspace(ws.workspaceId, (tx) => requestRenderCancel(tx, id));
    expect(asked?.cancelRequestedAt).toBeInstanceOf(Date);
    expect(await record(id, 'r1/planning', { to: 'PLANNING' })).toEqual({ status: 'PLANNING', cancelRequested: true });
    await record(id, 'r1/end', { to: 'CANCELED' });
    expect((await events(id)).map((e) => e.type)).toEqual(['QUEUED', 'CANCEL_REQUESTED', 'PLANNING', 'CANCELED']);
  });

  it('answers for a render that is not there', async () => {
    expect(await record(newId(), 's', { to: 'PLANNING' })).toEqual({ status: 'MISSING', cancelRequested: true });
    expect(await record('no uuid', 's', { to: 'PLANNING' })).toEqual({ status: 'MISSING', cancelRequested: true });
  });
});

describe('event numbers', () => {
  it('have no gaps and follow the order of commits, whoever writes at once', async () => {
    const own = await makeWorkspace(db);
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => (await db.withWorkspace(own.workspaceId, (tx) => insertRender(tx, aRender()))).id),
    );
    const seen: bigint[] = [];
    let reading = true;
    // A reader that follows the workspace's feed must never see a number appear behind one it has read.
    const reader = (async () => {
      while (reading || seen.length < 55) {
        const rows = await db.withWorkspace(own.workspaceId, (tx) =>
          tx.db.renderEvent.findMany({ where: { workspaceSeq: { gt: seen.at(-1) ?? 0n } }, orderBy: { workspaceSeq: 'asc' } }),
        );
        seen.push(...rows.map((r) => r.workspaceSeq));
      }
    })();
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        db
          .withWorkspace(own.workspaceId, async (tx) => {
            await recordRenderStep(tx, { renderId: ids[i % 5] as string, step: `s${i}`, change: { to: 'PLANNING' } });
            if (i % 7 === 6) throw new Error('rolled back');
          })
          .catch(() =>
            db.withWorkspace(own.workspaceId, (tx) =>
              recordRenderStep(tx, { renderId: ids[i % 5] as string, step: `s${i}`, change: { to: 'PLANNING' } }),
            ),
          ),
      ),
    );
    reading = false;
    await reader;
    expect(seen).toEqual(Array.from({ length: 55 }, (_, i) => BigInt(i + 1)));
    for (const id of ids) {
      const all = await db.withWorkspace(own.workspaceId, (tx) => renderEventsAfter(tx, id, 0));
      expect(all.map((e) => e.seq)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
    }
  }, 60_000);

  it('can be resumed after any of them', async () => {
    const id = await made();
    await record(id, 'a', { to: 'PLANNING' });
    await record(id, 'b', { to: 'ASSEMBLING' });
    const rest = await db.withWorkspace(ws.workspaceId, (tx) => renderEventsAfter(tx, id, 1, 1));
    expect(rest.map((e) => e.seq)).toEqual([2]);
  });
});

describe('deleteRenderRow', () => {
  it('refuses while it runs, then takes everything along', async () => {
    const id = await made();
    const remove = (): Promise<string> => db.withWorkspace(ws.workspaceId, (tx) => deleteRenderRow(tx, id));
    expect(await remove()).toBe('running');
    await record(id, 'end', { to: 'CANCELED' });
    expect(await remove()).toBe('deleted');
    expect(await remove()).toBe('missing');
    expect(await events(id)).toEqual([]);
  });
});
