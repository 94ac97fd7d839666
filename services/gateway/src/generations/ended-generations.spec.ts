import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failure, type GenerationChange } from '@workprint/contracts';
import { insertAttempt, newId, recordGenerationStep, updateAttempt } from '@workprint/projection';
import { Workprint } from '@workprint/sdk';
import { USER_ERRORS } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';
import { until } from '../../test/until.ts';
import { EndedGenerationsService } from './ended-generations.service.ts';

const GENERATE = `mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { generation { id estimatedCost { amount } } ${USER_ERRORS} } }`;
const RESOLVE = `mutation ($id: ID!, $decision: GenerationDecision!, $providerId: String) {
  resolveGeneration(id: $id, decision: $decision, providerId: $providerId) { generation { id status failure { code message } } ${USER_ERRORS} } }`;
const RETRY = `mutation ($id: ID!, $confirm: Boolean, $key: String) {
  retryGeneration(id: $id, confirm: $confirm, idempotencyKey: $key) { generation { id status prompt } ${USER_ERRORS} } }`;
const DELETE = `mutation ($id: ID!) { deleteGeneration(id: $id) { deletedId ${USER_ERRORS} } }`;
const SPENDING = '{ spending { dailyCap monthlyCap spentToday spentThisMonth reserved nearCap nearing { cap amount used percent } } }';
const CAPS = `mutation ($input: SpendCapsInput!) { setSpendCaps(input: $input) { spending { dailyCap monthlyCap } ${USER_ERRORS} } }`;

let gateway: TestGateway;
let client: Client;
beforeAll(async () => {
  gateway = await startGateway();
});
beforeEach(async () => {
  client = await gateway.client();
  gateway.workflows.gone = false;
});
afterAll(() => gateway.close());

const generate = async (more: object = {}) =>
  (await client.ask(GENERATE, { input: { provider: 'luma', model: 'ray-2', prompt: 'a river', length: 5, ...more } })).data.generateVideo;
const record = (generationId: string, change: GenerationChange) =>
  gateway.database.withWorkspace(client.workspaceId, (tx) => recordGenerationStep(tx, { generationId, step: newId(), change }));
const sent = async (generationId: string, state: 'AMBIGUOUS' | 'SENT'): Promise<void> => {
  const id = newId();
  await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
    await insertAttempt(tx, { id, generationId, tokenHash: newId() });
    await updateAttempt(tx, id, { state, providerId: state === 'SENT' ? `job-${id}` : null });
  });
};
const parked = async (): Promise<string> => {
  const { id } = (await generate()).generation;
  await sent(id, 'AMBIGUOUS');
  await record(id, { to: 'PARKED', failure: failure('GENERATION_PARKED', 'lost') });
  return id;
};
const spending = async () => (await client.ask(SPENDING)).data.spending;
const startsHere = () => gateway.workflows.generations.filter((w) => w.workspaceId === client.workspaceId);
const resolve = async (id: string, decision: string, providerId: string | null = null) =>
  (await client.ask(RESOLVE, { id, decision, providerId })).data.resolveGeneration;

describe('a parked generation', () => {
  it('that was not bought fails, and its money is free again', async () => {
    const id = await parked();
    expect(await spending()).toMatchObject({ reserved: '0.707789', spentToday: '0.00' });
    expect(await resolve(id, 'NOT_BOUGHT')).toMatchObject({ generation: { status: 'FAILED' }, userErrors: [] });
    expect(await spending()).toMatchObject({ reserved: '0.00', spentToday: '0.00' });
    expect(gateway.workflows.resolved).toContainEqual({ generationId: id, resolved: { providerId: null } });
    expect((await resolve(id, 'NOT_BOUGHT')).userErrors[0].code).toBe('NOT_PARKED');
  });

  it('that was bought goes on with its job, or is written off', async () => {
    const [found, gone, late] = [await parked(), await parked(), await parked()];
    const job = `job-${newId()}`;
    expect(await resolve(found, 'BOUGHT', job)).toMatchObject({ generation: { status: 'PARKED' }, userErrors: [] });
    expect(gateway.workflows.resolved).toContainEqual({ generationId: found, resolved: { providerId: job } });
    expect((await resolve(gone, 'BOUGHT', job)).userErrors[0].code).toBe('JOB_TAKEN');
    expect(await resolve(gone, 'BOUGHT')).toMatchObject({ generation: { status: 'FAILED' } });
    gateway.workflows.gone = true;
    expect(await resolve(late, 'BOUGHT', `job-${newId()}`)).toMatchObject({ generation: { status: 'FAILED' } });
    expect(await spending()).toMatchObject({ reserved: '0.707789', spentToday: '1.415578' });
  });

  it('is not lost with Temporal: that a job has to be named again is an error in the log, and it may be', async () => {
    const said: [string, object, string][] = [];
    const say = (level: string) => (fields: object, text: string) => void said.push([level, fields, text]);
    const away = {
      resolveGeneration: async () => {
        throw new Error('Temporal is away');
      },
    };
    const log = { error: say('error'), warn: say('warn') };
    const service = new EndedGenerationsService(gateway.database, away as never, null as never, log as never);
    const [found, gone] = [await parked(), await parked()];
    const providerId = `job-${newId()}`;
    const actor = { id: client.principal, workspaceId: client.workspaceId } as never;
    await service.resolve(actor, found, { decision: 'BOUGHT', providerId });
    await service.resolve(actor, gone, { decision: 'NOT_BOUGHT', providerId: null });
    const lost = expect.stringContaining('not delivered');
    expect(said.filter(([, , text]) => !text.includes('decided'))).toEqual([
      ['error', expect.objectContaining({ generationId: found, providerId }), expect.stringMatching(/not delivered .* given again/)],
      ['warn', expect.objectContaining({ generationId: gone }), lost],
    ]);
    expect(await resolve(found, 'BOUGHT', providerId)).toMatchObject({ generation: { status: 'PARKED' }, userErrors: [] });
    expect(gateway.workflows.resolved).toContainEqual({ generationId: found, resolved: { providerId } });
  });

  it('is decided about sensibly, and nobody else’s', async () => {
    const id = await parked();
    expect((await resolve(id, 'NOT_BOUGHT', 'job')).userErrors[0].path).toEqual(['providerId']);
    client = await gateway.client();
    expect((await resolve(id, 'BOUGHT')).userErrors[0].code).toBe('NOT_FOUND');
  });
});

describe('a generation that has ended', () => {
  const retry = async (id: string, confirm?: boolean, key?: string) => (await client.ask(RETRY, { id, confirm, key })).data.retryGeneration;

  it('is bought anew only when its price is confirmed, once under one key', async () => {
    const { id } = (await generate({ idempotencyKey: 'first' })).generation;
    expect((await retry(id, true)).userErrors[0].code).toBe('GENERATION_RUNNING');
    await record(id, { to: 'FAILED', failure: failure('CONTENT_REJECTED', 'no') });
    const asked = await retry(id);
    expect(asked).toMatchObject({
      generation: null,
      userErrors: [{ code: 'CONFIRMATION_NEEDED', message: expect.stringContaining('0.707789') }],
    });
    const again = await retry(id, true, 'key');
    expect(again).toMatchObject({ generation: { status: 'PENDING', prompt: 'a river' }, userErrors: [] });
    expect(again.generation.id).not.toBe(id);
    expect((await retry(id, true, 'key')).generation.id).toBe(again.generation.id);
    await until('its start', () => startsHere().some((w) => w.generationId === again.generation.id));
    expect(startsHere()).toHaveLength(2);
  });

  it('can be deleted; what it cost stays', async () => {
    const { id } = (await generate()).generation;
    const remove = async () => (await client.ask(DELETE, { id })).data.deleteGeneration;
    expect((await remove()).userErrors[0].code).toBe('GENERATION_RUNNING');
    await sent(id, 'SENT');
    await record(id, { to: 'COMPLETED', outputAssetId: newId(), cost: { amount: '0.60', currency: 'USD' } });
    expect(await remove()).toEqual({ deletedId: id, userErrors: [] });
    expect((await remove()).userErrors[0].code).toBe('NOT_FOUND');
    const { data } = await client.ask(
      `query ($from: DateTime!, $to: DateTime!) { usage(from: $from, to: $to, groupBy: PROVIDER) {
        total { amount } computeSeconds storageBytes groups { key generations renders cost { amount } estimated { amount } computeSeconds storageBytes } } }`,
      { from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 60_000) },
    );
    expect(data.usage).toEqual({
      ...{ total: { amount: '0.60' }, computeSeconds: 0, storageBytes: '0' },
      groups: [
        {
          ...{ key: 'luma', generations: 1, renders: 0, cost: { amount: '0.60' }, estimated: { amount: '0.00' } },
          ...{ computeSeconds: 0, storageBytes: '0' },
        },
      ],
    });
  });
});

describe('a cap', () => {
  it('refuses what would pass it before anything is taken, however many ask at once', async () => {
    expect((await client.ask(CAPS, { input: { daily: '7.10', monthly: null } })).data.setSpendCaps).toEqual({
      spending: { dailyCap: '7.10', monthlyCap: null },
      userErrors: [],
    });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => generate({ idempotencyKey: `race-${i}` })));
    expect(answers.filter((a) => a.generation)).toHaveLength(10);
    expect(answers.filter((a) => a.userErrors[0]?.code === 'SPEND_LIMIT')).toHaveLength(40);
    await until('the starts', () => startsHere().length >= 10);
    expect(startsHere()).toHaveLength(10);
    const nearing = [{ cap: 'DAILY', amount: '7.10', used: '7.07789', percent: 99 }];
    expect(await spending()).toMatchObject({ reserved: '7.07789', nearCap: true, nearing });
    // The key was not used up.
    await client.ask(CAPS, { input: {} });
    const refused = answers.findIndex((a) => !a.generation);
    expect((await generate({ idempotencyKey: `race-${refused}` })).generation.estimatedCost.amount).toBe('0.707789');
  });

  it('is set by who may, and is an amount', async () => {
    const writer = await gateway.key(client.workspaceId, ['read', 'write']);
    expect((await gateway.ask(writer.apiKey, CAPS, { input: {} })).errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await client.ask(CAPS, { input: { daily: '-1' } })).data.setSpendCaps.userErrors[0].path).toEqual(['daily']);
  });
});

describe('a render', () => {
  const CREATE = `mutation ($input: CreateRenderInput!) {
    createRender(input: $input) { render { id cost { amount } estimate { cost { amount } } } ${USER_ERRORS} } }`;
  const clip = (start: number) => ({
    type: 'video',
    start,
    length: 5,
    src: { generate: { provider: 'luma', model: 'ray-2', prompt: `shot ${start}`, length: 5 } },
  });
  const timeline = { version: 1, canvas: { width: 320, height: 180, fps: 24 }, tracks: [{ clips: [clip(0), clip(5)] }] };
  const create = async (more: object) => (await client.ask(CREATE, { input: { timeline, ...more } })).data.createRender;

  it('that would pass its maxCost or a cap is refused before anything is bought', async () => {
    expect((await create({ maxCost: '1.41' })).userErrors).toEqual([expect.objectContaining({ code: 'SPEND_LIMIT', path: ['maxCost'] })]);
    const taken = await create({ maxCost: '1.42' });
    expect(taken).toMatchObject({ render: { cost: null, estimate: { cost: { amount: '1.415578' } } }, userErrors: [] });
    expect((await create({ maxCost: '0.1234567' })).userErrors[0].path).toEqual(['maxCost']);
    await client.ask(CAPS, { input: { daily: '1' } });
    expect((await create({})).userErrors).toEqual([expect.objectContaining({ code: 'SPEND_LIMIT', path: ['timeline'] })]);
  });
});

describe('a timeline', () => {
  const CREATE = `mutation ($input: CreateRenderInput!) { createRender(input: $input) { render { id } ${USER_ERRORS} } }`;
  const timeline = (...sources: object[]) => {
    const [first, ...fallback] = sources;
    const src = { generate: { ...first, ...(fallback.length > 0 ? { fallback: fallback.map((generate) => ({ generate })) } : {}) } };
    const clips = [{ type: 'video', start: 0, length: 1, src }];
    return { version: 1, canvas: { width: 320, height: 180, fps: 24 }, tracks: [{ clips }] };
  };
  const luma = { provider: 'luma', model: 'ray-2', prompt: 'x' };
  const replicate = { provider: 'replicate', model: 'a/b', prompt: 'x' };
  const problems = async (...sources: object[]) =>
    (await client.ask(CREATE, { input: { timeline: timeline(...sources) } })).data.createRender.userErrors.map(
      (e: { code: string; path: string[]; message: string }) => [e.code, e.path.slice(6).join('.'), e.message],
    );

  it('that asks a provider without its key is told which setting is missing, unless the clip can show something else', async () => {
    const missing = 'The provider "replicate" has no API key here: REPLICATE_API_TOKEN is not set.';
    expect(await problems(replicate)).toEqual([['PROVIDER_NOT_CONFIGURED', 'generate.provider', missing]]);
    expect(await problems(replicate, luma)).toEqual([]);
    expect(await problems(luma, replicate)).toEqual([]);
    const nobody = { ...luma, provider: 'lumma' };
    expect(await problems(luma, nobody)).toEqual([['UNKNOWN_PROVIDER', 'generate.fallback.0.generate.provider', expect.any(String)]]);
  });
});

it('the client of packages/sdk does all of it', async () => {
  const sdk = new Workprint({ url: gateway.url, token: client.apiKey });
  const { id } = await sdk.generateVideo({ provider: 'luma', model: 'ray-2', prompt: 'a river' });
  expect(await sdk.cancelGeneration(id)).toMatchObject({ id });
  await sent(id, 'AMBIGUOUS');
  await record(id, { to: 'PARKED', failure: failure('GENERATION_PARKED', 'lost') });
  expect(await sdk.resolveGeneration(id, 'NOT_BOUGHT')).toMatchObject({ status: 'FAILED' });
  await expect(sdk.retryGeneration(id, false)).rejects.toThrow('0.707789');
  expect((await sdk.retryGeneration(id, true)).id).not.toBe(id);
  expect(await sdk.deleteGeneration(id)).toBe(id);
});
