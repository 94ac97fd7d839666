import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AttemptRow,
  type Database,
  getGeneration,
  insertAttempt,
  listAttempts,
  newId,
  recordGenerationStep,
  updateAttempt,
} from '@workprint/projection';
import { useShop } from '../../test/shop.ts';
import { openProviders } from '../providers.ts';
import { createGeneration } from './create-generation.ts';
import type { Dependencies } from './dependencies.ts';

const shop = useShop(({ luma }) => openProviders({ LUMAAI_API_KEY: 'key', LUMA_BASE_URL: luma }));
let workspaceId: string;
beforeAll(async () => {
  workspaceId = await shop.workspace();
});

const intent = (change?: Parameters<typeof shop.intent>[1]): Promise<string> => shop.intent(workspaceId, change);
const buy = (generationId: string, budgetMs = 60_000, own: Partial<Dependencies> = {}) => {
  const limits = () => ({ budgetMs, signal: AbortSignal.timeout(60_000) });
  return createGeneration({ ...shop.deps, ...own }, limits)({ workspaceId, generationId });
};
const attempts = (generationId: string): Promise<AttemptRow[]> =>
  shop.db.withWorkspace(workspaceId, (tx) => listAttempts(tx, generationId));
const states = async (generationId: string): Promise<string[]> => (await attempts(generationId)).map((a) => a.state);

describe('buying a generation', () => {
  it('writes down what was sent, and binds the callback token to it without keeping it', async () => {
    const id = await intent();
    const created = await buy(id);
    if (created.outcome !== 'created') throw new Error(created.why);
    const [attempt] = await attempts(id);
    expect(attempt).toMatchObject({ state: 'SENT', providerId: created.job.providerId });
    expect((await shop.db.withWorkspace(workspaceId, (tx) => getGeneration(tx, id)))?.providerId).toBe(created.job.providerId);

    const [purchase] = shop.simulators.ledger();
    const token = /^http:\/\/127\.0\.0\.1:1\/callbacks\/luma\/([\w-]{43})$/.exec(purchase?.callbackUrl ?? '')?.[1] ?? '';
    expect(createHash('sha256').update(token).digest('hex')).toBe(attempt?.tokenHash);
    expect(await shop.db.workspaceOfCallbackToken(attempt?.tokenHash ?? '')).toBe(workspaceId);
  });

  it('run again after it was bought: the same job, nothing more on the ledger', async () => {
    const id = await intent();
    const first = await buy(id);
    const again = await buy(id);
    expect([first, again]).toMatchObject([{ outcome: 'created' }, { outcome: 'created' }]);
    expect(again).toMatchObject({ job: { providerId: (first as { job: { providerId: string } }).job.providerId } });
    shop.simulators.addFault({ kind: 'http-get', status: 503 });
    expect(await buy(id)).toMatchObject({ outcome: 'created', job: { state: 'QUEUED' } });
    expect(shop.simulators.ledger()).toHaveLength(1);
  });

  it('many at once: one purchase', async () => {
    const id = await intent();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => buy(id)));
    expect(outcomes.some((o) => o.outcome === 'created')).toBe(true);
    expect(shop.simulators.ledger()).toHaveLength(1);
  });

  it('a lost response leaves it open for ever: one purchase, and a second run sends nothing', async () => {
    shop.simulators.addFault({ kind: 'lost-response' });
    const id = await intent();
    expect(await buy(id)).toMatchObject({ outcome: 'ambiguous' });
    expect(await buy(id)).toMatchObject({ outcome: 'ambiguous' });
    expect(await states(id)).toEqual(['AMBIGUOUS']);
    expect(shop.simulators.ledger()).toHaveLength(1);
  });

  it('an execution that died after SENDING leaves it open, too', async () => {
    const id = await intent();
    await shop.db.withWorkspace(workspaceId, (tx) => insertAttempt(tx, { id: newId(), generationId: id, tokenHash: newId() }));
    expect(await buy(id)).toMatchObject({ outcome: 'ambiguous' });
    expect(shop.simulators.ledger()).toHaveLength(0);
  });

  it('after a 429 it waits as told and tries anew, with an attempt of its own', async () => {
    shop.simulators.addFault({ kind: 'http', status: 429, retryAfter: 0, times: 2 });
    const id = await intent();
    expect(await buy(id)).toMatchObject({ outcome: 'created' });
    expect(await states(id)).toEqual(['NOT_SENT', 'NOT_SENT', 'SENT']);
    expect(shop.simulators.ledger()).toHaveLength(1);
  });

  it('gives up in time when the provider asks for more patience than there is', async () => {
    shop.simulators.addFault({ kind: 'http', status: 429, retryAfter: 60 });
    const id = await intent();
    await expect(buy(id)).rejects.toMatchObject({ failure: { code: 'PROVIDER_UNAVAILABLE', retryable: true } });
    expect(await states(id)).toEqual(['NOT_SENT']);
  });

  it('buys later what provably was not sent', async () => {
    const id = await intent();
    const [attemptId, tokenHash] = [newId(), newId()];
    await shop.db.withWorkspace(workspaceId, (tx) => insertAttempt(tx, { id: attemptId, generationId: id, tokenHash }));
    await shop.db.withWorkspace(workspaceId, (tx) => updateAttempt(tx, attemptId, { state: 'NOT_SENT' }));
    expect(await buy(id)).toMatchObject({ outcome: 'created' });
    expect(shop.simulators.ledger()).toHaveLength(1);
  });

  it('says what the provider refused, and what can’t be bought at all, before anything is sent', async () => {
    const refused = await intent({ input: { aspectRatio: '5:4' } });
    await expect(buy(refused)).rejects.toMatchObject({
      failure: { code: 'PROVIDER_REFUSED', message: expect.stringContaining('aspect_ratio') },
    });
    expect(await states(refused)).toEqual(['NOT_SENT']);
    shop.simulators.addFault({ kind: 'http', status: 400, message: 'Prompt not allowed because advanced moderation failed.' });
    await expect(buy(await intent())).rejects.toMatchObject({ failure: { code: 'CONTENT_REJECTED' } });
    const keyless = await intent({ provider: 'replicate', model: 'owner/name' });
    await expect(buy(keyless)).rejects.toMatchObject({
      failure: { code: 'PROVIDER_NOT_CONFIGURED', message: expect.stringContaining('REPLICATE_API_TOKEN') },
    });
    expect(await states(keyless)).toEqual([]);
    expect(shop.simulators.ledger()).toHaveLength(0);
  });

  it('buys nothing for a generation that has ended', async () => {
    const id = await intent();
    await shop.db.withWorkspace(workspaceId, (tx) =>
      recordGenerationStep(tx, { generationId: id, step: 'canceled', change: { to: 'CANCELED' } }),
    );
    await expect(buy(id)).rejects.toMatchObject({ failure: { code: 'INTERNAL', message: expect.stringContaining('CANCELED') } });
    expect(await states(id)).toEqual([]);
    expect(shop.simulators.ledger()).toHaveLength(0);
  });

  it('a database that is away: nothing is sent, and the failure says for certain that nothing was bought', async () => {
    const away = { ...shop.db, withWorkspace: () => Promise.reject(new Error('connection refused')) };
    await expect(buy(await intent(), 1_000, { db: away })).rejects.toMatchObject({ failure: { code: 'PROVIDER_UNAVAILABLE' } });
    expect(shop.simulators.ledger()).toHaveLength(0);
  });

  it('a database that goes away after sending: the answer still counts', async () => {
    const id = await intent();
    let calls = 0;
    const leaving: Database = {
      ...shop.db,
      withWorkspace: (ws, work) => (++calls > 2 ? Promise.reject(new Error('gone')) : shop.db.withWorkspace(ws, work)),
    };
    expect(await buy(id, 60_000, { db: leaving })).toMatchObject({ outcome: 'created' });
    expect(await states(id)).toEqual(['SENDING']);
  });
});
