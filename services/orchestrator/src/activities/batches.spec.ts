import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { batchStart, batchWorkflowId, objectKeys, type StoredTimeline } from '@workprint/contracts';
import {
  type BatchProgressRecord,
  type BatchRow,
  batchProgress,
  getBatch,
  insertBatch,
  newId,
  recordRenderStep,
  requestBatchCancel,
  requestRenderCancel,
} from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { anOutput, aRender, openTestObjectStore } from '@workprint/testing';
import { LONG_AGO, useRoom } from '../../test/room.ts';

jest.setTimeout(120_000);

let store: ObjectStore;
const room = useRoom(async () => {
  store = await openTestObjectStore();
  return store;
});
afterAll(() => store.close());
const { inside } = room;
const workflows = () => room.temporal.client.workflow;

/** A batch as the gateway accepts it, a minute ago. */
async function accepted(count: number): Promise<{ id: string; members: string[] }> {
  const id = newId();
  const members = Array.from({ length: count }, () => {
    const render = aRender();
    return { ...render, timelineKey: objectKeys.timeline(room.workspaceId, render.id) };
  });
  const rows = members.map((_, i) => ({ row: i + 1 }));
  await store.putJson(objectKeys.batch(room.workspaceId, id), { timeline: { of: 'the batch' }, rows });
  await inside(async (tx) => {
    await insertBatch(tx, { id, createdBy: 'key:spec', priority: 3 }, members);
    await tx.db.renderBatch.update({ where: { id }, data: { createdAt: LONG_AGO } });
    await tx.db.render.updateMany({ where: { batchId: id }, data: { createdAt: LONG_AGO } });
  });
  return { id, members: members.map((m) => m.id) };
}

const handleOf = (id: string) => workflows().getHandle(batchWorkflowId(id));
const start = (id: string) => {
  const { workflowType, options } = batchStart(room.deps.prefix, { workspaceId: room.workspaceId, batchId: id, priority: 3 }, { total: 1 });
  return workflows().start(workflowType, options);
};
const look = (id: string): Promise<BatchRow & BatchProgressRecord> =>
  inside(async (tx) => {
    const batch = (await getBatch(tx, id)) as BatchRow;
    return { ...batch, ...(await batchProgress(tx, batch)) };
  });
async function until<T>(check: () => Promise<T | false>): Promise<T> {
  for (;;) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Real workflows; of the render-worker's work, the planning is given. */
const working = <T>(prepare: (input: { renderId: string; timelineKey: string }) => Promise<unknown>, act: () => Promise<T>): Promise<T> =>
  room.working(
    {
      prepare: async (input: { renderId: string; timelineKey: string }) => {
        const { renderId } = input;
        await inside((tx) => recordRenderStep(tx, { renderId, step: 'r1/planning', change: { to: 'PLANNING' } }));
        return prepare(input);
      },
      assemble: async () => ({ output: anOutput(), damaged: [] }),
      publish: async () => ({ outputs: [anOutput()] }),
    },
    act,
  );
const told = { status: 'PLANNING', cancelRequested: false };
const plan = {
  ...{ ready: true, told },
  plans: [{ planKey: 'p', chunkCount: 1, missing: [], hasAudio: false, outputs: [0] }],
  framesTotal: 30,
  durationSeconds: 1,
};
const waiting = { ready: false, assetIds: [], generations: [], told };

describe('a batch', () => {
  it('starts its members a window at a time, each with its row of values, and ends with the last one', async () => {
    const { id, members } = await accepted(30);
    const seen: unknown[] = [];
    let most = 0;
    await working(
      async ({ timelineKey, renderId }) => {
        const { timeline, variables } = await store.getJson<StoredTimeline>(timelineKey);
        seen.push([members.indexOf(renderId) + 1, variables?.row, timeline]);
        most = Math.max(most, (await look(id)).running);
        if (renderId === members[3]) throw new TypeError('oops');
        return plan;
      },
      async () => {
        expect(await (await start(id)).result()).toEqual({ status: 'COMPLETED' });
      },
    );
    const rows = seen as [number, number, unknown][];
    expect([...new Set(rows.map(([row]) => row))].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    for (const [row, value, timeline] of rows) expect([row, timeline]).toEqual([value, { of: 'the batch' }]);
    expect(most).toBeLessThanOrEqual(20);
    expect(await look(id)).toMatchObject({ percent: 100, completed: 29, failed: 1, queued: 0, running: 0, finishedAt: expect.any(Date) });
  });

  it('that is cancelled cancels what is left: what runs, what waits, and not what has ended', async () => {
    const { id, members } = await accepted(60);
    await working(
      async ({ renderId }) => (renderId === members[0] ? plan : waiting),
      async () => {
        const handle = await start(id);
        await until(async () => {
          const now = await look(id);
          return now.completed === 1 && now.running >= 19 && now;
        });
        await inside((tx) => requestRenderCancel(tx, members[50] as string));
        await inside((tx) => requestBatchCancel(tx, id));
        await handle.cancel();
        expect(await handle.result()).toEqual({ status: 'CANCELED' });
      },
    );
    expect(await look(id)).toMatchObject({ percent: 100, completed: 1, canceled: 59, queued: 0, running: 0, finishedAt: expect.any(Date) });
  });

  it('reads in its row that it was asked to stop before it began', async () => {
    const { id } = await accepted(3);
    await inside((tx) => requestBatchCancel(tx, id));
    await working(
      async () => plan,
      async () => {
        expect(await (await start(id)).result()).toEqual({ status: 'CANCELED' });
      },
    );
    expect(await look(id)).toMatchObject({ canceled: 3, completed: 0 });
  });
});

describe('the sweeper', () => {
  it('starts a batch whose gateway died, and none of its members', async () => {
    const { id, members } = await accepted(2);
    await room.sweep();
    expect((await handleOf(id).describe()).status.name).toBe('RUNNING');
    expect((await look(id)).workflowStartedAt).not.toBeNull();
    for (const member of members) await expect(workflows().getHandle(`render-${member}`).describe()).rejects.toThrow();
    await handleOf(id).terminate();
  });

  it.each([
    ['terminated', { canceled: 2, failed: 0 }],
    ['lost', { canceled: 0, failed: 2 }],
  ])('ends the members of a batch that was %s', async (how, counts) => {
    const { id } = await accepted(2);
    if (how === 'terminated') await (await start(id)).terminate('by an operator');
    await inside((tx) => tx.db.renderBatch.update({ where: { id }, data: { workflowStartedAt: LONG_AGO } }));
    await room.sweep();
    expect(await look(id)).toMatchObject({ ...counts, queued: 0, finishedAt: expect.any(Date) });
  });
});
