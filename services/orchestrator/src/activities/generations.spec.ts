import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { failure, type GenerationRequest, generationWorkflowId, type RequestActivities } from '@workprint/contracts';
import {
  type Database,
  findGenerationsByIntent,
  getGeneration,
  insertRender,
  recordGenerationStep,
  requestGenerationCancel,
  setCaps,
  spending,
  type Tx,
} from '@workprint/projection';
import { connectTemporalClient, createLogger, readEnvironment, type TemporalClient } from '@workprint/runtime';
import { aRender, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { noCache } from '../../test/no-cache.ts';
import { noStore } from '../../test/no-store.ts';
import { activities } from './index.ts';

jest.setTimeout(30_000);

let db: Database;
let temporal: TemporalClient;
let workspaceId: string;
let acts: RequestActivities;

beforeAll(async () => {
  db = openTestDatabase('app');
  temporal = await connectTemporalClient(readEnvironment());
});
afterAll(async () => {
  await temporal.close();
  await db.close();
});
beforeEach(async () => {
  ({ workspaceId } = await makeWorkspace(db));
  const prefix = `t-${randomUUID().slice(0, 8)}-`;
  acts = activities({
    db,
    system: db,
    store: noStore,
    client: temporal.client,
    prefix,
    log: createLogger('spec', 'silent'),
    ...noCache,
  });
});

const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(workspaceId, work);
const aRenderId = async (): Promise<string> => (await inside((tx) => insertRender(tx, aRender()))).id;

const shot: GenerationRequest = {
  path: 'tracks[0].clips[0]',
  provider: 'luma',
  model: 'ray-2',
  kind: 'VIDEO',
  prompt: 'a river',
  input: { prompt: 'a river' },
  intentKey: 'intent',
};

const ask = async (renderId: string): Promise<{ generationId: string; status: string }> => {
  const request = { workspaceId, renderId, createdBy: 'key:spec', projectId: null, priority: 3, generations: [shot] };
  const { generations } = await acts.requestGenerations(request);
  expect(generations).toHaveLength(1);
  return generations[0] as { generationId: string; status: string };
};

const fails = (generationId: string): Promise<unknown> =>
  inside((tx) =>
    recordGenerationStep(tx, { generationId, step: 'failed', change: { to: 'FAILED', failure: failure('GENERATION_FAILED', 'no') } }),
  );

const running = async (generationId: string): Promise<string> =>
  (await temporal.client.workflow.getHandle(generationWorkflowId(generationId)).describe()).status.name;

describe('requestGenerations', () => {
  it('starts one generation for an intent, whoever asks and however often', async () => {
    const [first, second] = [await aRenderId(), await aRenderId()];
    const { generationId } = await ask(first);
    expect((await ask(first)).generationId).toBe(generationId);
    expect((await ask(second)).generationId).toBe(generationId);
    expect(await running(generationId)).toBe('RUNNING');
    await temporal.client.workflow.getHandle(generationWorkflowId(generationId)).terminate();
  });

  it('tells who waited that it failed, and buys anew only for who asks afresh', async () => {
    const [first, retry] = [await aRenderId(), await aRenderId()];
    const { generationId } = await ask(first);
    await fails(generationId);
    expect(await ask(first)).toMatchObject({ generationId, status: 'FAILED' });
    const anew = await ask(retry);
    expect(anew).toMatchObject({ status: 'PENDING' });
    expect(anew.generationId).not.toBe(generationId);
    for (const id of [generationId, anew.generationId]) await temporal.client.workflow.getHandle(generationWorkflowId(id)).terminate();
  });
});

describe('limits', () => {
  const shots = (name: string, count: number): GenerationRequest[] =>
    Array.from({ length: count }, (_, i) => ({ ...shot, path: `tracks[0].clips[${i}]`, intentKey: `${name}-${i}` }));
  const request = async (generations: GenerationRequest[], maxCost: bigint | null = null) => {
    const renderId = (await inside((tx) => insertRender(tx, aRender({ maxCost })))).id;
    return (await acts.requestGenerations({ workspaceId, renderId, createdBy: 'key:spec', projectId: null, priority: 3, generations }))
      .generations;
  };
  const end = async (ids: string[]): Promise<void> => {
    for (const id of ids) await temporal.client.workflow.getHandle(generationWorkflowId(id)).terminate();
  };

  it('refuse a render whole, before the first of its generations is bought', async () => {
    expect(await request(shots('dear', 3), 2_000_000n)).toMatchObject([{ status: 'REFUSED', failure: { code: 'SPEND_LIMIT' } }]);
    await inside((tx) => setCaps(tx, { daily: 2_000_000n, monthly: null }));
    expect(await request(shots('dear', 3))).toMatchObject([{ status: 'REFUSED', failure: { code: 'SPEND_LIMIT' } }]);
    expect(await inside((tx) => findGenerationsByIntent(tx, ['dear-0', 'dear-1', 'dear-2']))).toEqual([]);
    expect((await inside(spending)).reserved).toBe(0n);
  });

  it('hold against fifty renders at once', async () => {
    await inside((tx) => setCaps(tx, { daily: 5_000_000n, monthly: null }));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => request(shots(`race-${i}`, 2))));
    const bought = answers.flat().filter((one) => one.status === 'PENDING');
    expect(bought).toHaveLength(6);
    expect((await inside(spending)).reserved).toBe(6n * 707_789n);
    await end(bought.map((one) => one.generationId));
  });

  it('count what two renders share once', async () => {
    await inside((tx) => setCaps(tx, { daily: 800_000n, monthly: null }));
    const [first] = await request(shots('shared', 1));
    const [second] = await request(shots('shared', 1));
    expect(second).toMatchObject({ generationId: first?.generationId, status: 'PENDING' });
    expect((await inside(spending)).reserved).toBe(707_789n);
    await end([first?.generationId ?? '']);
  });

  it('let go of a render whose generation is parked for too long', async () => {
    const [first] = await request(shots('parked', 1));
    const id = first?.generationId ?? '';
    const park = { to: 'PARKED', failure: failure('GENERATION_PARKED', 'lost') } as const;
    await inside((tx) => recordGenerationStep(tx, { generationId: id, step: 'parked', change: park }));
    expect(await request(shots('parked', 1))).toMatchObject([{ status: 'PARKED', over: false }]);
    await inside((tx) => recordGenerationStep(tx, { generationId: id, step: 'too-long', change: { ...park, waitersFail: true } }));
    expect(await request(shots('parked', 1))).toMatchObject([{ status: 'PARKED', over: true, failure: { code: 'GENERATION_PARKED' } }]);
    await end([id]);
  });
});

describe('a generation whose last waiter leaves while another render asks for it', () => {
  it('is not waited for: the next try takes the intent anew', async () => {
    const [first, second] = [await aRenderId(), await aRenderId()];
    const { generationId } = await ask(first);
    let asking: Promise<unknown> | undefined;
    await inside(async (tx) => {
      // Only locks.
      await recordGenerationStep(tx, { generationId, step: 'begin', change: { to: 'BEGIN' } });
      asking = ask(second).catch((error: unknown) => error);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await requestGenerationCancel(tx, generationId);
    });
    expect(await asking).toBeInstanceOf(Error);
    const anew = await ask(second);
    expect(anew).toMatchObject({ status: 'PENDING' });
    expect(anew.generationId).not.toBe(generationId);
    for (const id of [generationId, anew.generationId]) await temporal.client.workflow.getHandle(generationWorkflowId(id)).terminate();
  });
});

describe('leaveGenerations', () => {
  it('cancels a generation when the last render that waits has left, and not before', async () => {
    const [first, second] = [await aRenderId(), await aRenderId()];
    const { generationId } = await ask(first);
    await ask(second);
    await acts.leaveGenerations({ workspaceId, renderId: first });
    expect((await inside((tx) => getGeneration(tx, generationId)))?.cancelRequestedAt).toBeNull();
    await acts.leaveGenerations({ workspaceId, renderId: second });
    expect((await inside((tx) => getGeneration(tx, generationId)))?.cancelRequestedAt).not.toBeNull();
    await temporal.client.workflow.getHandle(generationWorkflowId(generationId)).terminate();
  });
});
