import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { estimateCost, failure, type Money, moneyOf } from '@workprint/contracts';
import { aGeneration, anOutput, aRender, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { closeAsNotSent, insertAttempt, listAttempts, updateAttempt } from './attempts.ts';
import { insertBatch } from './batches.ts';
import { deleteGenerationRow, getGeneration } from './generations.ts';
import { newId } from './ids.ts';
import { rivalAttempts, takenJobs } from './provider-jobs.ts';
import { recordGenerationStep } from './record-generation.ts';
import { recordRenderStep } from './record-render.ts';
import { reserveForRender } from './render-purchases.ts';
import { addCompute, recordTranscode, renderCosts } from './render-usage.ts';
import { insertRender } from './renders.ts';
import { resolveGeneration } from './resolve-generation.ts';
import { held, nears, reserve, SpendLimitError, setCaps, settle, spending } from './spend.ts';
import { insertGeneration, type NewGeneration } from './take-generations.ts';
import type { Tx } from './tx.ts';
import { usageBetween } from './usage.ts';

const db = openTestDatabase('app', 20);
let workspaceId: string;
beforeEach(async () => {
  ({ workspaceId } = await makeWorkspace(db));
});
afterAll(() => db.close());

const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(workspaceId, work);
const usd = (amount: string): Money => ({ amount, currency: 'USD' });
const take = async (more: Partial<NewGeneration> = {}): Promise<string> =>
  (await inside((tx) => insertGeneration(tx, aGeneration({ estimate: usd('0.70'), ...more })))).generation.id;
const attempt = async (generationId: string): Promise<string> => {
  const id = newId();
  await inside((tx) => insertAttempt(tx, { id, generationId, tokenHash: newId(), requestHash: 'same' }));
  return id;
};
const record = (generationId: string, change: Parameters<typeof recordGenerationStep>[1]['change']) =>
  inside((tx) => recordGenerationStep(tx, { generationId, step: newId(), change }));
const money = () => inside(spending);
const usageOf = (tx: Tx, generationId: string) => tx.db.usageRecord.findUnique({ where: { generationId } });
const no = failure('GENERATION_FAILED', 'no');

describe('a reservation', () => {
  it('never passes a cap, however many try at once', async () => {
    await inside((tx) => setCaps(tx, { daily: 10_000_000n, monthly: null }));
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => inside((tx) => reserve(tx, newId(), 700_000n))));
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(14);
    for (const one of tries) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(SpendLimitError);
    expect(await money()).toMatchObject({ reserved: 9_800_000n, spentToday: 0n, dailyCap: 10_000_000n, monthlyCap: null });
  });

  it('is settled or released once, and what was spent counts on', async () => {
    await inside((tx) => setCaps(tx, { daily: null, monthly: 1_000_000n }));
    const [a, b] = [newId(), newId()];
    await inside((tx) => reserve(tx, a, 600_000n));
    expect(await inside((tx) => settle(tx, a, 500_000n))).toBe(500_000n);
    expect(await inside((tx) => settle(tx, a, 500_000n))).toBeNull();
    expect(await money()).toMatchObject({ reserved: 0n, spentToday: 500_000n, spentThisMonth: 500_000n });
    await expect(inside((tx) => reserve(tx, b, 500_001n))).rejects.toThrow(SpendLimitError);
    await inside((tx) => reserve(tx, b, 500_000n));
    expect(await inside((tx) => held(tx, b))).toBe(500_000n);
  });

  it('says once when it passes 80% of a cap', async () => {
    await inside((tx) => setCaps(tx, { daily: 1_000_000n, monthly: 10_000_000n }));
    expect(await inside((tx) => reserve(tx, newId(), 700_000n))).toEqual([]);
    expect(await inside((tx) => reserve(tx, newId(), 100_000n))).toEqual(['daily']);
    expect(await inside((tx) => reserve(tx, newId(), 100_000n))).toEqual([]);
  });

  it('has passed 80% of a cap exactly where the workspace is shown to near it, however odd the cap', async () => {
    const [cap, before] = [1_000_001n, 800_000n];
    await inside((tx) => setCaps(tx, { daily: cap, monthly: null }));
    expect(await inside((tx) => reserve(tx, newId(), before))).toEqual([]);
    expect([nears(cap, before), nears(cap, before + 1n), nears(null, before)]).toEqual([false, true, false]);
    expect(await inside((tx) => reserve(tx, newId(), 1n))).toEqual(['daily']);
  });

  it('comes with the intent, which is not taken when there is no money for it', async () => {
    await inside((tx) => setCaps(tx, { daily: 1_000_000n, monthly: null }));
    await take();
    const id = newId();
    await expect(take({ id })).rejects.toThrow(SpendLimitError);
    expect(await inside((tx) => getGeneration(tx, id))).toBeNull();
    expect(await money()).toMatchObject({ reserved: 700_000n });
  });
});

describe('the end of an intent', () => {
  it('that completed is its cost, written down with whom and what for', async () => {
    const id = await take({ projectId: 'spring' });
    await updateAttemptTo(id, 'p');
    await record(id, { to: 'COMPLETED', outputAssetId: newId(), cost: usd('0.65') });
    expect(await money()).toMatchObject({ reserved: 0n, spentToday: 650_000n });
    const usage = await inside((tx) => usageOf(tx, id));
    expect(usage).toMatchObject({
      micros: 650_000n,
      estimated: false,
      provider: 'luma',
      model: 'ray-2',
      projectId: 'spring',
      createdBy: 'key:spec',
    });
  });

  it('that came to nothing after it was bought is what the provider told, or else what was reserved', async () => {
    const [told, untold, free] = [await take(), await take(), await take()];
    for (const id of [told, untold, free]) await updateAttemptTo(id, newId());
    await record(told, { to: 'FAILED', failure: no, cost: usd('0.10') });
    await record(untold, { to: 'CANCELED' });
    await record(free, { to: 'FAILED', failure: no, cost: null });
    expect(await money()).toMatchObject({ reserved: 0n, spentToday: 800_000n });
    expect(await inside((tx) => usageOf(tx, untold))).toMatchObject({ micros: 700_000n, estimated: true });
    expect(await inside((tx) => usageOf(tx, free))).toBeNull();
  });

  it('that was never sent costs nothing', async () => {
    const id = await take();
    await record(id, { to: 'CANCELED' });
    expect(await money()).toMatchObject({ reserved: 0n, spentToday: 0n });
  });

  it.each([{ to: 'CANCELED' } as const, { to: 'FAILED', failure: no } as const])(
    'is never written down as $to while a request may have arrived: it is parked, and its money stays held',
    async (change) => {
      const id = await take();
      await attempt(id);
      expect(await record(id, change)).toMatchObject({ status: 'PARKED' });
      expect(await inside((tx) => getGeneration(tx, id))).toMatchObject({ status: 'PARKED', failure: { code: 'GENERATION_PARKED' } });
      expect(await money()).toMatchObject({ reserved: 700_000n, spentToday: 0n });
    },
  );
});

describe('a person’s decision', () => {
  const parked = async (): Promise<string> => {
    const id = await take();
    await attempt(id);
    await record(id, { to: 'PARKED', failure: failure('GENERATION_PARKED', 'lost') });
    return id;
  };
  const resolve = (id: string, decision: 'BOUGHT' | 'NOT_BOUGHT', providerId: string | null = null) =>
    inside((tx) => resolveGeneration(tx, id, { decision, providerId }));

  it('NOT_BOUGHT frees the money', async () => {
    const id = await parked();
    expect(await resolve(id, 'NOT_BOUGHT')).toMatchObject({ generation: { status: 'FAILED' } });
    expect(await money()).toMatchObject({ reserved: 0n, spentToday: 0n });
    expect(await resolve(id, 'NOT_BOUGHT')).toEqual({ problem: 'NOT_PARKED' });
  });

  it('BOUGHT without a job counts what was reserved as spent', async () => {
    const id = await parked();
    expect(await resolve(id, 'BOUGHT')).toMatchObject({ generation: { status: 'FAILED' } });
    expect(await money()).toMatchObject({ reserved: 0n, spentToday: 700_000n });
  });

  it('BOUGHT with a job ends the doubt and binds the job, unless it is another’s', async () => {
    const [id, other] = [await parked(), await parked()];
    const job = newId();
    expect(await resolve(id, 'BOUGHT', job)).toMatchObject({ generation: { status: 'PARKED', providerId: job } });
    expect(await resolve(other, 'BOUGHT', job)).toEqual({ problem: 'JOB_TAKEN' });
    await record(id, { to: 'CANCELED', cost: null });
    expect(await money()).toMatchObject({ reserved: 700_000n });
    expect(await inside((tx) => takenJobs(tx, 'luma', [job, newId()]))).toEqual(new Set([job]));
  });
});

describe('a render', () => {
  const priced = (...keys: string[]) => keys.map((intentKey) => ({ intentKey, estimate: usd('0.70') }));
  const aRow = async (maxCost: bigint | null = null) => (await inside((tx) => insertRender(tx, aRender({ maxCost })))).id;

  it('reserves for all it has to buy before it buys the first, and what exists costs nothing', async () => {
    const id = await aRow();
    const there = newId();
    await take({ intentKey: there });
    await inside((tx) => reserveForRender(tx, id, priced(there, 'a', 'b', 'b')));
    expect(await inside((tx) => held(tx, id))).toBe(1_400_000n);
    const one = await take({ intentKey: 'a', boughtFor: id });
    expect(await inside((tx) => held(tx, id))).toBe(700_000n);
    expect(await inside((tx) => held(tx, one))).toBe(700_000n);
    await inside((tx) => recordRenderStep(tx, { renderId: id, step: 'end', change: { to: 'CANCELED' } }));
    expect(await inside((tx) => held(tx, id))).toBeNull();
    expect(await money()).toMatchObject({ reserved: 1_400_000n });
  });

  it('is refused whole by its maxCost, what it bought before included', async () => {
    const id = await aRow(1_500_000n);
    await expect(inside((tx) => reserveForRender(tx, id, priced('a', 'b', 'c')))).rejects.toThrow('1.50');
    await inside((tx) => reserveForRender(tx, id, priced('a', 'b')));
    for (const intentKey of ['a', 'b']) await take({ intentKey, boughtFor: id });
    await expect(inside((tx) => reserveForRender(tx, id, priced('d')))).rejects.toThrow(SpendLimitError);
    expect(await money()).toMatchObject({ reserved: 1_400_000n });
  });

  it('is free again for what failed and was not billed, as for a fallback', async () => {
    const id = await aRow(1_000_000n);
    await inside((tx) => reserveForRender(tx, id, priced('a')));
    const first = await take({ intentKey: 'a', boughtFor: id });
    await expect(inside((tx) => reserveForRender(tx, id, priced('b')))).rejects.toThrow(SpendLimitError);
    await record(first, { to: 'FAILED', failure: no, cost: usd('0.10') });
    await inside((tx) => reserveForRender(tx, id, priced('b')));
    expect(await inside((tx) => held(tx, id))).toBe(700_000n);
  });

  it('of a batch is refused by the maxCost of all together, which a race does not pass', async () => {
    const members = Array.from({ length: 12 }, () => aRender());
    const batchId = newId();
    await inside((tx) => insertBatch(tx, { id: batchId, createdBy: 'key:spec', priority: 3, maxCost: 2_200_000n }, members));
    const tries = await Promise.allSettled(members.map(({ id }) => inside((tx) => reserveForRender(tx, id, priced(newId())))));
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(3);
    expect((await money()).reserved).toBe(2_100_000n);
    const won = members[tries.findIndex((t) => t.status === 'fulfilled')]?.id ?? '';
    await inside((tx) => recordRenderStep(tx, { renderId: won, step: 'end', change: { to: 'CANCELED' } }));
    const lost = members[tries.findIndex((t) => t.status === 'rejected')]?.id ?? '';
    await inside((tx) => reserveForRender(tx, lost, priced('b')));
    await expect(inside((tx) => reserveForRender(tx, lost, priced('b', 'c')))).rejects.toThrow("batch's");
  });

  it('is written down once it has ended, with what it used, and costs what was paid to others for it', async () => {
    const id = await aRow();
    await inside((tx) => reserveForRender(tx, id, priced('x')));
    const bought = await take({ intentKey: 'x', boughtFor: id });
    for (const seconds of [1.5, 2]) await inside((tx) => addCompute(tx, id, seconds));
    for (let times = 0; times < 2; times++) await inside((tx) => recordTranscode(tx, id, 30_000n));
    const files = [{ name: 'a.txt', objectKey: 'k', contentType: 'text/plain', bytes: 7, sha256: 'a' }];
    const change = { to: 'COMPLETED' as const, outputs: [anOutput({ bytes: 100, files }), anOutput({ index: 1, bytes: 20 })] };
    for (const step of ['end', 'again']) await inside((tx) => recordRenderStep(tx, { renderId: id, step, change }));
    await record(bought, { to: 'COMPLETED', outputAssetId: newId(), cost: usd('0.65') });
    const rows = await inside((tx) => usageBetween(tx, new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)));
    const shown = rows.map(({ kind, provider, micros, computeSeconds, storageBytes }) => ({
      kind,
      provider,
      micros,
      computeSeconds,
      storageBytes,
    }));
    const none = { computeSeconds: 0, storageBytes: 0n };
    expect(shown).toEqual([
      { kind: 'TRANSCODE', provider: 'ffmpeg', micros: 30_000n, ...none },
      { kind: 'RENDER', provider: 'ffmpeg', micros: 0n, computeSeconds: 3.5, storageBytes: 127n },
      { kind: 'GENERATION', provider: 'luma', micros: 650_000n, ...none },
    ]);
    expect(await inside((tx) => renderCosts(tx, [id, newId()]))).toEqual(new Map([[id, 680_000n]]));
  });

  it('is not charged for what was never sent, and is for what was deleted', async () => {
    const id = await aRow(1_500_000n);
    const buy = async (intentKey: string) => {
      await inside((tx) => reserveForRender(tx, id, priced(intentKey)));
      return take({ intentKey, boughtFor: id });
    };
    const [unsent, paid] = [await buy('a'), await buy('b')];
    await record(unsent, { to: 'CANCELED' });
    await updateAttemptTo(paid, 'p');
    await record(paid, { to: 'COMPLETED', outputAssetId: newId(), cost: usd('0.70') });
    await inside((tx) => reserveForRender(tx, id, priced('c')));
    expect(await inside((tx) => deleteGenerationRow(tx, paid))).toBe(true);
    await expect(inside((tx) => reserveForRender(tx, id, priced('c', 'd')))).rejects.toThrow('2.10');
  });

  it('fifty of them against one cap never pass it', async () => {
    await inside((tx) => setCaps(tx, { daily: 3_000_000n, monthly: null }));
    const ids = await Promise.all(Array.from({ length: 50 }, () => aRow()));
    const tries = await Promise.allSettled(ids.map((id, i) => inside((tx) => reserveForRender(tx, id, priced(`${i}a`, `${i}b`)))));
    expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(2);
    expect((await money()).reserved).toBe(2_800_000n);
  });
});

describe('attempts', () => {
  it('that were found not to have been sent allow another', async () => {
    const id = await take();
    const first = await attempt(id);
    expect(await inside((tx) => insertAttempt(tx, { id: newId(), generationId: id, tokenHash: newId() }))).toBeNull();
    await inside((tx) => closeAsNotSent(tx, id, [first]));
    await attempt(id);
    expect((await inside((tx) => listAttempts(tx, id))).map((a) => a.state)).toEqual(['NOT_SENT', 'SENDING']);
  });

  it('of the same request at the same time are seen across workspaces, as a number', async () => {
    const requestHash = newId();
    const [mine, theirs] = [await take(), await take()];
    const other = await makeWorkspace(db);
    await db.withWorkspace(other.workspaceId, async (tx) => {
      const { generation } = await insertGeneration(tx, aGeneration());
      await insertAttempt(tx, { id: newId(), generationId: generation.id, tokenHash: newId(), requestHash });
    });
    for (const generationId of [mine, theirs]) {
      await inside((tx) => insertAttempt(tx, { id: newId(), generationId, tokenHash: newId(), requestHash }));
    }
    const [since, until] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    expect(await inside((tx) => rivalAttempts(tx, { requestHash, generationId: mine, since, until }))).toBe(2);
    expect(await inside((tx) => rivalAttempts(tx, { requestHash, generationId: mine, since: until, until }))).toBe(0);
  });
});

it('money is exact, and prices follow from what is asked for', () => {
  expect([moneyOf(0n), moneyOf(700_000n), moneyOf(1_234_567n)].map((m) => m.amount)).toEqual(['0.00', '0.70', '1.234567']);
  const luma = (input: Record<string, unknown>) => estimateCost({ provider: 'luma', model: 'ray-2', input }).amount;
  expect([luma({}), luma({ length: 7 }), luma({ length: 5, resolution: '540p' }), luma({ input: { duration: '9s' } })]).toEqual([
    '0.707789',
    '1.27402',
    '0.398131',
    '1.27402',
  ]);
  expect(estimateCost({ provider: 'replicate', model: 'owner/name', input: { length: 4.5 } }).amount).toBe('0.084');
  expect(estimateCost({ provider: 'other', model: 'x', input: {} }).amount).toBe('1.00');
});

async function updateAttemptTo(generationId: string, providerId: string): Promise<void> {
  const id = await attempt(generationId);
  await inside((tx) => updateAttempt(tx, id, { state: 'SENT', providerId: `${providerId}-${newId()}` }));
}
