import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GenerationChange } from '@workprint/contracts';
import { aGeneration, aRender, makeWorkspace, openTestDatabase, type TestWorkspace } from '@workprint/testing';
import { insertAttempt, updateAttempt } from './attempts.ts';
import { appendGenerationEvent, generationEventsAfter, lockGeneration } from './generation-events.ts';
import { addGenerationWaiter, generationWaiters, leaveGenerations } from './generation-waiters.ts';
import { getGeneration, requestGenerationCancel } from './generations.ts';
import { newId } from './ids.ts';
import { recordGenerationStep } from './record-generation.ts';
import { insertRender } from './renders.ts';
import type { GenerationRow } from './rows.ts';
import { insertGeneration } from './take-generations.ts';
import type { Tx } from './tx.ts';
import { timingsOf } from './usual-times.ts';

const db = openTestDatabase();
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await makeWorkspace(db);
});
afterAll(() => db.close());

const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(ws.workspaceId, work);
const take = (intentKey: string, direct = false): Promise<{ fresh: boolean; generation: GenerationRow }> =>
  inside((tx) => insertGeneration(tx, aGeneration({ intentKey, direct })));
const record = (generationId: string, step: string, change: GenerationChange) =>
  inside((tx) => recordGenerationStep(tx, { generationId, step, change }));
const failure = { code: 'GENERATION_FAILED' as const, message: 'm', hint: 'h', retryable: true };

describe('an intent', () => {
  it('is taken once, however many ask at once', async () => {
    const key = newId();
    const all = await Promise.all(Array.from({ length: 8 }, () => take(key)));
    expect(all.filter((r) => r.fresh)).toHaveLength(1);
    expect(new Set(all.map((r) => r.generation.id)).size).toBe(1);
  });

  it.each(['COMPLETED', 'PARKED'] as const)('that is %s is used again', async (to) => {
    const key = newId();
    const { generation } = await take(key);
    await record(
      generation.id,
      'end',
      to === 'PARKED' ? { to, failure } : { to, outputAssetId: newId(), cost: { amount: '0.32', currency: 'USD' } },
    );
    expect(await take(key)).toMatchObject({ fresh: false, generation: { id: generation.id, status: to } });
  });

  it('that failed, was canceled or is being canceled is taken anew', async () => {
    const key = newId();
    const failed = (await take(key)).generation.id;
    await record(failed, 'end', { to: 'FAILED', failure });
    const canceled = await take(key);
    expect(canceled.fresh).toBe(true);
    await inside((tx) => requestGenerationCancel(tx, canceled.generation.id));
    expect((await take(key)).fresh).toBe(true);
  });
});

describe('recordGenerationStep', () => {
  it('writes an event when something is new', async () => {
    const { id } = (await take(newId())).generation;
    expect(await record(id, 'begin', { to: 'BEGIN' })).toEqual({ status: 'PENDING', cancelRequested: false });
    await record(id, 'created', { to: 'QUEUED', providerId: 'p1', providerState: 'queued', progress: null });
    await record(id, 'poll-1', { to: 'RUNNING', providerState: 'dreaming', progress: 0.5 });
    await record(id, 'poll-2', { to: 'RUNNING', providerState: 'dreaming', progress: 0.4 });
    await record(id, 'processing', { to: 'PROCESSING', providerState: 'completed' });
    await record(id, 'end', { to: 'COMPLETED', outputAssetId: newId(), cost: { amount: '0.32', currency: 'USD' } });
    await record(id, 'late', { to: 'FAILED', failure });
    const events = await inside((tx) => generationEventsAfter(tx, id, 0));
    expect(events.map((e) => [e.seq, e.type])).toEqual([
      [1, 'PENDING'],
      [2, 'QUEUED'],
      [3, 'RUNNING'],
      [4, 'PROCESSING'],
      [5, 'COMPLETED'],
    ]);
    expect(events[2]?.generation).toMatchObject({ providerState: 'dreaming', progress: 0.5, providerId: 'p1' });
    const row = await inside((tx) => getGeneration(tx, id));
    expect(row).toMatchObject({ status: 'COMPLETED', progress: 1, cost: { amount: '0.32', currency: 'USD' } });
    expect(events.at(-1)?.generation).toEqual(row);
  });
});

describe('timings', () => {
  const model = `model-${newId()}`;
  const made = async (queue: number, provider: number, ingest: number): Promise<GenerationRow> => {
    const { generation } = await inside((tx) => insertGeneration(tx, aGeneration({ intentKey: newId(), model })));
    const { id } = generation;
    const attempt = { id: newId(), generationId: id, tokenHash: newId() };
    await inside((tx) => insertAttempt(tx, attempt));
    await inside((tx) => updateAttempt(tx, attempt.id, { state: 'SENT', providerId: newId() }));
    await record(id, 'processing', { to: 'PROCESSING', providerState: 'completed' });
    await record(id, 'end', { to: 'COMPLETED', outputAssetId: newId(), cost: null });
    const row = await inside((tx) => getGeneration(tx, id));
    expect([row?.acceptedAt, row?.producedAt, row?.completedAt]).toEqual([expect.any(Date), expect.any(Date), expect.any(Date)]);
    const after = (seconds: number): Date => new Date(generation.createdAt.getTime() + seconds * 1000);
    const data = { acceptedAt: after(queue), producedAt: after(queue + provider), completedAt: after(queue + provider + ingest) };
    return inside((tx) => tx.db.generation.update({ where: { id }, data })) as unknown as Promise<GenerationRow>;
  };
  const estimate = async (of: object = {}): Promise<number | null> =>
    (await inside((tx) => insertGeneration(tx, aGeneration({ intentKey: newId(), model, ...of })))).generation.estimatedSeconds;

  it('are kept, and the next one is reckoned by their medians, or by what is usual', async () => {
    const usual = await estimate();
    expect(usual).toBeGreaterThan(0);
    for (const [queue, provider, ingest] of [
      [1, 40, 3],
      [30, 44, 2],
      [2, 900, 90],
    ] as const) {
      const row = await made(queue, provider, ingest);
      expect(timingsOf(row)).toEqual({ queueSeconds: queue, providerSeconds: provider, ingestSeconds: ingest });
    }
    expect(await estimate()).toBe(2 + 44 + 3);
    expect(await estimate({ model: 'another' })).toBe(usual);
    expect(await estimate({ kind: 'IMAGE' })).not.toBe(2 + 44 + 3);
  });
});

describe('waiters', () => {
  it('are unfinished renders; when the last leaves, an intent of renders only is asked to stop', async () => {
    const [a, b] = await inside(async (tx) => [await insertRender(tx, aRender()), await insertRender(tx, aRender())]);
    const shared = (await take(newId())).generation.id;
    const direct = (await take(newId(), true)).generation.id;
    await inside(async (tx) => {
      await addGenerationWaiter(tx, shared, a.id);
      await addGenerationWaiter(tx, shared, b.id);
      await addGenerationWaiter(tx, direct, a.id);
    });
    expect((await inside((tx) => generationWaiters(tx, shared))).sort()).toEqual([a.id, b.id].sort());
    expect(await inside((tx) => leaveGenerations(tx, a.id))).toEqual([]);
    expect(await inside((tx) => leaveGenerations(tx, b.id))).toEqual([shared]);
    expect((await inside((tx) => getGeneration(tx, shared)))?.cancelRequestedAt).not.toBeNull();
    expect((await inside((tx) => getGeneration(tx, direct)))?.cancelRequestedAt).toBeNull();
  });

  it('leave several without holding the workspace while they wait for one', async () => {
    const render = await inside((tx) => insertRender(tx, aRender()));
    const ids = [(await take(newId())).generation.id, (await take(newId())).generation.id].sort();
    for (const id of ids) await inside((tx) => addGenerationWaiter(tx, id, render.id));
    const last = ids[1] as string;
    let leaving: Promise<string[]> | undefined;
    await inside(async (tx) => {
      await lockGeneration(tx, last);
      leaving = inside((other) => leaveGenerations(other, render.id));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await appendGenerationEvent(tx, last, { type: 'RUNNING', step: 'running' });
    });
    expect(await leaving).toEqual(ids);
  });
});

describe('attempts', () => {
  it('allow another only after one that was not sent', async () => {
    const { id: generationId } = (await take(newId())).generation;
    const attempt = () => inside((tx) => insertAttempt(tx, { id: newId(), generationId, tokenHash: newId() }));
    const [first, ...others] = (await Promise.all([attempt(), attempt(), attempt()])).sort((a) => (a ? -1 : 1));
    expect(first?.state).toBe('SENDING');
    expect(others).toEqual([null, null]);
    await inside((tx) => updateAttempt(tx, first?.id as string, { state: 'AMBIGUOUS' }));
    expect(await attempt()).toBeNull();
    await inside((tx) => updateAttempt(tx, first?.id as string, { state: 'NOT_SENT' }));
    const second = await attempt();
    expect(second).not.toBeNull();
    await inside((tx) => updateAttempt(tx, second?.id as string, { state: 'SENT', providerId: 'p' }));
    expect((await inside((tx) => getGeneration(tx, generationId)))?.providerId).toBe('p');
  });
});
