import { randomUUID } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import type { ReconcileOutcome } from '@workprint/contracts';
import { getGeneration, held, listAttempts, newId, setCaps } from '@workprint/projection';
import { useShop } from '../../test/shop.ts';
import { openProviders, providersOf } from '../providers.ts';
import { createGeneration } from './create-generation.ts';
import type { Dependencies } from './dependencies.ts';
import { reconcileGeneration } from './reconcile-generation.ts';

jest.setTimeout(60_000);

const shop = useShop(
  ({ luma, replicate, fal }) => {
    const real = openProviders({
      ...{ LUMAAI_API_KEY: 'key', LUMA_BASE_URL: luma },
      ...{ REPLICATE_API_TOKEN: 'key', REPLICATE_BASE_URL: replicate },
      ...{ FAL_KEY: 'key', FAL_BASE_URL: fal },
    });
    const hasty = (name: string) => {
      const { listing, ...provider } = real.find(name);
      return { setting: '', provider: { ...provider, listing: listing && { ...listing, lagMs: 50 } } };
    };
    return providersOf({ luma: hasty('luma'), replicate: hasty('replicate'), fal: hasty('fal') });
  },
  { parkedSeconds: 7 },
);
let workspaceId: string;

const PROVIDERS = [
  { provider: 'luma', model: 'ray-2' },
  { provider: 'replicate', model: 'owner/name' },
];
const signal = () => AbortSignal.timeout(30_000);

/** In a workspace of its own. */
const intent = async (change: Parameters<typeof shop.intent>[1]): Promise<string> => {
  workspaceId = await shop.workspace();
  return shop.intent(workspaceId, { prompt: `a river ${randomUUID()}`, ...change });
};
const buy = (generationId: string, own: Partial<Dependencies> = {}, workspace = workspaceId) =>
  createGeneration({ ...shop.deps, ...own }, () => ({ budgetMs: 60_000, signal: signal() }))({ workspaceId: workspace, generationId });
const reconcile = (generationId: string, providerId: string | null = null, workspace = workspaceId): Promise<ReconcileOutcome> =>
  reconcileGeneration(shop.deps, signal)({ workspaceId: workspace, generationId, providerId });
/** As if what was sent had been sent so much earlier. */
const older = (generationId: string, milliseconds: number, workspace: string): Promise<void> =>
  shop.db.withWorkspace(workspace, async (tx) => {
    const earlier = (at: Date): Date => new Date(at.getTime() - milliseconds);
    for (const { id, createdAt, sendBefore } of await listAttempts(tx, generationId)) {
      const data = { createdAt: earlier(createdAt), sendBefore: earlier(sendBefore) };
      await tx.db.generationAttempt.update({ where: { id }, data });
    }
  });
/** Looks until it is known. The time that a look asks for passes at once. */
const patiently = async (generationId: string, workspace = workspaceId): Promise<ReconcileOutcome> => {
  for (;;) {
    const now = await reconcile(generationId, null, workspace);
    if (now.outcome !== 'wait') return now;
    await older(generationId, now.milliseconds, workspace);
  }
};
const states = async (id: string) => (await shop.db.withWorkspace(workspaceId, (tx) => listAttempts(tx, id))).map((a) => a.state);

describe('fal, which lists nothing: a create without an answer', () => {
  const which = { provider: 'fal', model: 'fal-ai/minimax/video-01' };

  it('is bought when a callback names its job, which fal knows', async () => {
    shop.simulators.addFault({ kind: 'lost-response' });
    const id = await intent(which);
    expect(await buy(id)).toMatchObject({ outcome: 'ambiguous' });
    expect(await reconcile(id, 'made-up')).toMatchObject({ outcome: 'stranger' });
    const job = shop.simulators.ledger()[0]?.id ?? '';
    expect(await reconcile(id, job)).toMatchObject({ outcome: 'found', job: { providerId: job } });
    expect(await states(id)).toEqual(['SENT']);
  });

  it.each([
    ['after the time that a callback may take', {}, 'no callback named it'],
    ['at once where it had no callback address', { publicUrl: null }, 'no callback address'],
  ])('is never proven not to be bought: it is left to a person %s', async (_, own, why) => {
    shop.simulators.addFault({ kind: 'reset-before' });
    const id = await intent(which);
    await buy(id, own);
    expect(await patiently(id)).toMatchObject({ outcome: 'park', why: expect.stringContaining(why) });
    expect(await states(id)).toEqual(['AMBIGUOUS']);
  });
});

describe.each(PROVIDERS)('$provider: a create without an answer', (which) => {
  it.each(['lost-response', 'cut-body', 'http-after'] as const)('(%s) is found by its token at once', async (kind) => {
    shop.simulators.addFault({ kind });
    const id = await intent(which);
    expect(await buy(id)).toMatchObject({ outcome: 'ambiguous' });
    const found = await reconcile(id);
    expect(found).toMatchObject({ outcome: 'found', job: { providerId: shop.simulators.ledger()[0]?.id } });
    expect(await states(id)).toEqual(['SENT']);
    expect(await reconcile(id)).toMatchObject({ outcome: 'found' });
    expect(await buy(id)).toMatchObject({ outcome: 'created' });
    expect(shop.simulators.ledger()).toHaveLength(1);
  });

  it('that never arrived is proven from the listings, and then may be sent again', async () => {
    await buy(await intent(which));
    shop.simulators.addFault({ kind: 'reset-before' });
    const id = await intent(which);
    await buy(id);
    expect(await reconcile(id)).toMatchObject({ outcome: 'wait' });
    expect(await states(id)).toEqual(['AMBIGUOUS']);
    expect(await patiently(id)).toEqual({ outcome: 'not-sent' });
    expect(await buy(id)).toMatchObject({ outcome: 'created' });
    expect(await states(id)).toEqual(['NOT_SENT', 'SENT']);
    expect(shop.simulators.ledger()).toHaveLength(2);
  });

  it('is found by what was asked for where the listing shows no address, but not before it is due', async () => {
    shop.simulators.jobs.listCallbacks(false);
    shop.simulators.addFault({ kind: 'lost-response' });
    const id = await intent(which);
    await buy(id);
    expect(await reconcile(id)).toMatchObject({ outcome: 'wait' });
    expect(await patiently(id)).toMatchObject({ outcome: 'found', job: { providerId: shop.simulators.ledger()[0]?.id } });
  });

  it('is found without a public address, too', async () => {
    shop.simulators.addFault({ kind: 'lost-response' });
    const id = await intent(which);
    await buy(id, { publicUrl: null });
    expect(await patiently(id)).toMatchObject({ outcome: 'found', job: { providerId: shop.simulators.ledger()[0]?.id } });
  });

  it('is left to a person when it is not there and the listing proves nothing', async () => {
    shop.simulators.jobs.listCallbacks(false);
    shop.simulators.addFault({ kind: 'reset-before' });
    const id = await intent(which);
    await buy(id);
    expect(await patiently(id)).toMatchObject({ outcome: 'park', failWaitersSeconds: 7 });
    expect(await states(id)).toEqual(['AMBIGUOUS']);
    expect(shop.simulators.ledger()).toHaveLength(0);
  });

  it('is left to a person when two asked for the same, in whatever workspace', async () => {
    shop.simulators.jobs.listCallbacks(false);
    shop.simulators.addFault({ kind: 'lost-response' });
    shop.simulators.addFault({ kind: 'reset-before' });
    const prompt = `twins ${newId()}`;
    const first = await intent({ ...which, prompt });
    const firstWorkspace = workspaceId;
    await buy(first);
    const second = await intent({ ...which, prompt });
    await buy(second);
    expect(await patiently(second)).toMatchObject({ outcome: 'park', why: expect.stringContaining('other intents') });
    expect(await patiently(first, firstWorkspace)).toMatchObject({ outcome: 'park' });
    expect(shop.simulators.ledger()).toHaveLength(1);
  });

  it('is taken from a callback only when the provider knows the job and it is nobody else’s', async () => {
    const other = await intent(which);
    await buy(other);
    const theirs = shop.simulators.ledger()[0]?.id as string;
    shop.simulators.addFault({ kind: 'lost-response' });
    const id = await intent(which);
    await buy(id);
    expect(await reconcile(id, 'made-up')).toMatchObject({ outcome: 'stranger' });
    expect(await reconcile(id, theirs)).toMatchObject({ outcome: 'stranger' });
    const mine = shop.simulators.ledger()[1]?.id as string;
    expect(await reconcile(id, mine)).toMatchObject({ outcome: 'found', job: { providerId: mine } });
  });

  it('waits for a provider that does not answer', async () => {
    shop.simulators.addFault({ kind: 'lost-response' });
    const id = await intent(which);
    await buy(id);
    shop.simulators.addFault({ kind: 'http-list', status: 503 });
    await expect(reconcile(id)).rejects.toMatchObject({ failure: { code: 'PROVIDER_UNAVAILABLE' } });
    expect(await reconcile(id)).toMatchObject({ outcome: 'found' });
  });
});

it('goes through all pages of a long listing', async () => {
  for (const { provider, model } of PROVIDERS) {
    shop.simulators.addFault({ kind: 'lost-response' });
    const id = await intent({ provider, model });
    await buy(id);
    const [entry] = shop.simulators.ledger().slice(-1);
    for (let n = 0; n < 150; n++) {
      shop.simulators.jobs.accept(
        { id: `${provider}-${n}`, provider, model, prompt: 'x', body: { input: {} }, callbackUrl: null, price: 0 },
        { provider, model, prompt: 'x', seconds: 1, width: 64, height: 64 },
      );
    }
    expect(await reconcile(id)).toMatchObject({ outcome: 'found', job: { providerId: entry?.id } });
  }
});

it('money is held before the request leaves, and without it nothing leaves', async () => {
  const rich = await intent(PROVIDERS[0]);
  await buy(rich);
  expect(await shop.db.withWorkspace(workspaceId, (tx) => held(tx, rich))).toBe(707_789n);
  const poor = await intent(PROVIDERS[0]);
  await shop.db.withWorkspace(workspaceId, (tx) => setCaps(tx, { daily: 700_000n, monthly: null }));
  await expect(buy(poor)).rejects.toMatchObject({ failure: { code: 'SPEND_LIMIT' } });
  expect(await states(poor)).toEqual([]);
  expect((await shop.db.withWorkspace(workspaceId, (tx) => getGeneration(tx, poor)))?.status).toBe('PENDING');
  expect(shop.simulators.ledger()).toHaveLength(1);
});
