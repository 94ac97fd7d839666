import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRender, makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import { batchProgress } from './batch-progress.ts';
import { finishBatch, getBatch, insertBatch, membersToStart, requestBatchCancel, unfinishedMembers } from './batches.ts';
import { newId } from './ids.ts';
import { recordRenderStep } from './record-render.ts';
import { renderEventsAfter } from './render-events.ts';
import { deleteRenderRow, getRender, insertRender, listRenders, markRenderStarted } from './renders.ts';
import { everyRow, orphanedBatches, orphanedRenders, startedUnfinishedBatches } from './sweeper.ts';
import type { Tx } from './tx.ts';

const db = openTestDatabase();
const system = openTestDatabase('system', 1);
let ws: TestWorkspace;
const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(ws.workspaceId, work);

beforeAll(async () => {
  ws = await makeWorkspace(db);
});
afterAll(() => Promise.all([db.close(), system.close()]));

async function made(count: number): Promise<{ id: string; members: string[] }> {
  const members = Array.from({ length: count }, () => aRender());
  const batch = await inside((tx) => insertBatch(tx, { id: newId(), createdBy: 'key:spec', priority: 3 }, members));
  return { id: batch.id, members: members.map((m) => m.id) };
}
const end = (renderId: string, to: 'CANCELED' | 'PLANNING') => inside((tx) => recordRenderStep(tx, { renderId, step: to, change: { to } }));

describe('a batch', () => {
  it('of 1,000 is written in one transaction, each member with its event and without a hole in the feed', async () => {
    const before = await inside(async (tx) => (await insertRender(tx, aRender())).id);
    const { id, members } = await made(1000);
    const row = await inside((tx) => getRender(tx, members[999] as string));
    expect(row).toMatchObject({ status: 'QUEUED', batchId: id, batchRow: 1000, lastSeq: 1, progress: { percent: 0 } });
    const [event, ...more] = await inside((tx) => renderEventsAfter(tx, members[999] as string, 0));
    expect(more).toEqual([]);
    expect(event).toMatchObject({ seq: 1, type: 'QUEUED' });
    expect(event?.render).toEqual(row);
    const seqs = await inside((tx) => tx.db.renderEvent.findMany({ orderBy: { workspaceSeq: 'asc' }, select: { workspaceSeq: true } }));
    const first = (await inside((tx) => renderEventsAfter(tx, before, 0)))[0]?.workspaceSeq ?? 0n;
    expect(seqs.map((s) => s.workspaceSeq)).toEqual(Array.from({ length: 1001 }, (_, i) => first + BigInt(i)));
    await end(members[0] as string, 'PLANNING');
    expect((await inside((tx) => renderEventsAfter(tx, members[0] as string, 0))).map((e) => e.seq)).toEqual([1, 2]);
  });

  it('gives its members out in order, as many as may run', async () => {
    const { id, members } = await made(5);
    const next = () => inside((tx) => membersToStart(tx, id, { window: 3, atMost: 2 }));
    const rows = async () => {
      const { members: some, running, waiting } = await next();
      return { rows: some.map((m) => m.batchRow), running, waiting };
    };
    expect(await rows()).toEqual({ rows: [1, 2], running: 0, waiting: 5 });
    for (const member of members.slice(0, 2)) await inside((tx) => markRenderStarted(tx, member));
    expect(await rows()).toEqual({ rows: [3], running: 2, waiting: 3 });
    await inside((tx) => markRenderStarted(tx, members[2] as string));
    expect(await rows()).toEqual({ rows: [], running: 3, waiting: 2 });
    await end(members[0] as string, 'CANCELED');
    expect(await rows()).toEqual({ rows: [4], running: 2, waiting: 2 });
  });

  it('has one progress; members that were deleted count as done', async () => {
    const { id, members } = await made(4);
    const progress = () => inside((tx) => batchProgress(tx, { id, total: 4 }));
    expect(await progress()).toEqual({ percent: 0, queued: 4, running: 0, completed: 0, failed: 0, canceled: 0 });
    await end(members[0] as string, 'PLANNING');
    await end(members[1] as string, 'CANCELED');
    expect(await progress()).toEqual({ percent: 25.3, queued: 2, running: 1, completed: 0, failed: 0, canceled: 1 });
    await inside((tx) => deleteRenderRow(tx, members[1] as string));
    expect(await progress()).toMatchObject({ percent: 25.3, canceled: 0 });
  });

  it('is asked to stop once, and not after its end', async () => {
    const { id, members } = await made(2);
    const asked = await inside((tx) => requestBatchCancel(tx, id));
    expect((await inside((tx) => requestBatchCancel(tx, id)))?.cancelRequestedAt).toEqual(asked?.cancelRequestedAt);
    expect((await inside((tx) => unfinishedMembers(tx, id, 'toStop', 10))).map((m) => m.id)).toEqual(members);
    const over = await made(1);
    await inside((tx) => finishBatch(tx, over.id));
    expect((await inside((tx) => requestBatchCancel(tx, over.id)))?.cancelRequestedAt).toBeNull();
    expect(await inside((tx) => getBatch(tx, 'none'))).toBeNull();
  });

  it('lists its members', async () => {
    const { id, members } = await made(3);
    const { nodes } = await inside((tx) => listRenders(tx, { filter: { batchId: id } }));
    expect(nodes.map((n) => n.id)).toEqual([...members].reverse());
    expect((await inside((tx) => listRenders(tx, { filter: { batchId: 'x' } }))).nodes).toEqual([]);
  });

  it('is what the sweeper starts, not its members', async () => {
    const { id, members } = await made(2);
    const now = { olderThanSeconds: -5, limit: 10_000 };
    const renders = await everyRow(system, orphanedRenders, now);
    expect(renders.filter((r) => members.includes(r.id))).toEqual([]);
    expect((await everyRow(system, orphanedBatches, now)).map((b) => b.id)).toContain(id);
    expect((await everyRow(system, startedUnfinishedBatches, now)).map((b) => b.id)).not.toContain(id);
  });
});
