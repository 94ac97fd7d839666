import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import Replicate, { validateWebhook } from 'replicate';
import type { Simulators } from '../../../tools/simulators/simulators.ts';
import { instantSimulators, look, simulatedProvider, untilEnded } from '../test/simulated.ts';
import { ask } from './ask.ts';
import { createOnce } from './create-once.ts';
import type { Provider, ProviderRequest } from './port.ts';

let simulators: Simulators;
beforeAll(async () => {
  simulators = await instantSimulators();
});
afterAll(() => simulators.close());
afterEach(() => simulators.jobs.reset());

const FAL_MODEL = 'fal-ai/kling-video/v1.6/standard/text-to-video';
const cases = [
  { name: 'luma' as const, model: 'ray-2', states: ['queued', 'dreaming', 'completed'], price: '0.70', wrong: {}, says: 'prompt' },
  {
    ...{ name: 'replicate' as const, model: 'minimax/video-01', states: ['starting', 'processing', 'succeeded'], price: '0.08' },
    ...{ wrong: {}, says: 'prompt' },
  },
  {
    ...{ name: 'fal' as const, model: FAL_MODEL, states: ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'], price: '0.22' },
    ...{ wrong: { model: 'nobody/nothing' }, says: 'not found' },
  },
];

describe.each(cases)('$name, through its real package against the simulator', ({ name, model, states, price, wrong, says }) => {
  let provider: Provider;
  let request: ProviderRequest;
  const create = () => createOnce(provider, request, null, () => true);
  const accepted = async () => {
    const answer = await create();
    if (answer.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(answer)}`);
    return answer.job;
  };

  beforeAll(() => {
    provider = simulatedProvider(simulators, name);
    request = provider.describeInput({ model, kind: 'VIDEO', prompt: 'a river', input: { length: 5, aspectRatio: '16:9' } });
  });

  it('goes from accepted to a finished video with its price', async () => {
    simulators.jobs.setProfile({ startMs: 100, endMs: 300, keepMs: 3_600_000 });
    const first = await accepted();
    expect(first).toMatchObject({ state: 'QUEUED', outputUrl: null, failure: null, cost: null });
    const seen = [first.providerState];
    const last = await untilEnded(provider, first.providerId, seen, model);
    expect(last).toMatchObject({ state: 'SUCCEEDED', progress: 1, failure: null, cost: { currency: 'USD' } });
    expect(last.cost?.amount.slice(0, 4)).toBe(price);
    expect(seen).toEqual(states);
    const file = await fetch(last.outputUrl ?? '');
    expect(file.headers.get('content-type')).toBe('video/mp4');
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(4, 8)
        .toString(),
    ).toBe('ftyp');
  });

  it('tells moderation from a plain failure, both in the provider’s words', async () => {
    simulators.addFault({ kind: 'moderation', provider: name });
    const moderated = await untilEnded(provider, (await accepted()).providerId, [], model);
    expect(moderated).toMatchObject({ state: 'FAILED', failure: { code: 'CONTENT_REJECTED', retryable: false } });
    simulators.addFault({ kind: 'fail', provider: name, message: 'CUDA out of memory' });
    const failed = await untilEnded(provider, (await accepted()).providerId, [], model);
    expect(failed).toMatchObject({ failure: { code: 'GENERATION_FAILED', message: `${name}: CUDA out of memory` } });
  });

  it('leaves a lost response open; the ledger shows one purchase', async () => {
    simulators.addFault({ kind: 'lost-response', provider: name });
    expect(await create()).toMatchObject({ kind: 'unknown' });
    expect(simulators.ledger()).toHaveLength(1);
  });

  it('leaves a reset and a 5xx open although nothing, or something, was bought', async () => {
    simulators.addFault({ kind: 'reset-before', provider: name });
    expect(await create()).toMatchObject({ kind: 'unknown' });
    expect(simulators.ledger()).toHaveLength(0);
    simulators.addFault({ kind: 'http-after', provider: name, status: 502 });
    expect(await create()).toMatchObject({ kind: 'unknown' });
    expect(simulators.ledger()).toHaveLength(1);
  });

  it('reads 429 with its wait, and refusals with their words', async () => {
    simulators.addFault({ kind: 'http', provider: name, status: 429, retryAfter: 3 });
    expect(await create()).toEqual({ kind: 'throttled', waitMs: 3000 });
    const refused = await createOnce(provider, { model, input: {}, ...wrong }, null, () => true);
    expect(refused).toMatchObject({ kind: 'refused', failure: { code: 'PROVIDER_REFUSED', message: expect.stringContaining(says) } });
    expect(simulators.ledger()).toHaveLength(0);
  });

  it('types what may pass and what will not when asking for a job', async () => {
    const { providerId } = await accepted();
    simulators.addFault({ kind: 'http-get', provider: name, status: 503 });
    await expect(look(provider, providerId, model)).rejects.toMatchObject({ failure: { code: 'PROVIDER_UNAVAILABLE', retryable: true } });
    await expect(look(provider, providerId, model)).resolves.toMatchObject({ providerId });
    const stranger = look(provider, '00000000-0000-4000-8000-000000000000', model);
    await expect(stranger).rejects.toMatchObject({ failure: { code: 'PROVIDER_REFUSED' } });
  });
});

it('replicate and fal cancel a job; luma has no cancel and lets it run', async () => {
  for (const [name, model, state] of [
    ['replicate', 'owner/name', 'CANCELED'],
    ['fal', FAL_MODEL, 'CANCELED'],
    ['luma', 'ray-2', 'SUCCEEDED'],
  ] as const) {
    simulators.jobs.setProfile({ startMs: 50, endMs: 400, keepMs: 3_600_000 });
    const provider = simulatedProvider(simulators, name);
    const answer = await createOnce(provider, { model, input: { prompt: 'x' } }, null, () => true);
    const id = answer.kind === 'accepted' ? answer.job.providerId : '';
    await ask(provider, AbortSignal.timeout(5_000), (exchange) => provider.cancel({ providerId: id, model }, exchange));
    expect((await untilEnded(provider, id, [], model)).state).toBe(state);
  }
});

it('replicate takes a model by version and says when the version is not there', async () => {
  const provider = simulatedProvider(simulators, 'replicate');
  const version = 'ab'.repeat(32);
  for (const model of [version, `owner/name:${version}`]) {
    expect(await createOnce(provider, { model, input: { prompt: 'x' } }, null, () => true)).toMatchObject({ kind: 'accepted' });
  }
  expect(await createOnce(provider, { model: 'owner/name:nope', input: { prompt: 'x' } }, null, () => true)).toMatchObject({
    kind: 'refused',
    failure: { code: 'PROVIDER_REFUSED', message: expect.stringContaining('Invalid version') },
  });
});

it('replicate calls back at the address given, signed so that its own package believes it', async () => {
  const provider = simulatedProvider(simulators, 'replicate');
  const { key } = await new Replicate({ auth: 'key', baseUrl: simulators.replicate }).webhooks.default.secret.get();
  const heard: { body: string; valid: boolean }[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    const header = (name: string): string => String(request.headers[`webhook-${name}`]);
    const [id, timestamp, signature] = [header('id'), header('timestamp'), header('signature')];
    heard.push({ body, valid: await validateWebhook({ id, timestamp, body, secret: key, signature }) });
    expect(await validateWebhook({ id, timestamp, body: `${body} `, secret: key, signature })).toBe(false);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks/replicate/token`;
  const answer = await createOnce(provider, { model: 'owner/name', input: { prompt: 'x' } }, url, () => true);
  for (let left = 1000; left > 0 && heard.length < 2; left -= 1) await new Promise((resolve) => setTimeout(resolve, 10));
  server.close();
  expect(heard.map(({ body, valid }) => [JSON.parse(body).status, valid])).toEqual([
    ['processing', true],
    ['succeeded', true],
  ]);
  expect(JSON.parse(heard[1]?.body ?? '{}').id).toBe(answer.kind === 'accepted' && answer.job.providerId);
});

it.each([
  ['luma', 'photon-1', '0.016'],
  ['replicate', 'black-forest-labs/flux-schnell', '0.0042'],
  ['fal', 'fal-ai/flux/schnell', '0.003'],
] as const)('%s makes pictures, too', async (name, model, price) => {
  const provider = simulatedProvider(simulators, name);
  const request = provider.describeInput({ model, kind: 'IMAGE', prompt: 'a river', input: {} });
  const answer = await createOnce(provider, request, null, () => true);
  const id = answer.kind === 'accepted' ? answer.job.providerId : '';
  const done = await untilEnded(provider, id, [], model);
  expect(done).toMatchObject({ state: 'SUCCEEDED', cost: { amount: price } });
  const file = await fetch(done.outputUrl ?? '');
  const head = Buffer.from(await file.arrayBuffer())
    .subarray(1, 4)
    .toString();
  expect([file.headers.get('content-type'), head]).toEqual(['image/png', 'PNG']);
});

it('fal says with its webhook how a job ended, and what it did not say is asked for', async () => {
  const { readCallback } = simulatedProvider(simulators, 'fal');
  const ids = { request_id: 'r1', gateway_request_id: 'r1' };
  const ended = { ...ids, status: 'OK', payload: { video: { url: 'https://v3.fal.media/files/x.mp4' } } };
  expect(readCallback?.(ended)).toMatchObject({ providerId: 'r1', state: 'SUCCEEDED', outputUrl: 'https://v3.fal.media/files/x.mp4' });
  const detail = [{ loc: ['body', 'prompt'], msg: 'field required', type: 'value_error.missing' }];
  const refused = { ...ids, status: 'ERROR', error: 'Invalid status code: 422', payload: { detail } };
  expect(readCallback?.(refused)).toMatchObject({
    ...{ providerId: 'r1', state: 'FAILED' },
    failure: { code: 'GENERATION_FAILED', message: 'fal: field required (value_error.missing)' },
  });
  expect(() => readCallback?.({ ...ids, status: 'OK', payload: null, payload_error: 'not JSON' })).toThrow('no end');
});

it('the third adapter is one file of about 150 lines', async () => {
  const lines = (await readFile(new URL('./fal/fal.ts', import.meta.url), 'utf8')).trimEnd().split('\n').length;
  process.stderr.write(`third adapter: services/ai-worker/src/fal/fal.ts has ${lines} lines\n`);
  expect(lines).toBeLessThanOrEqual(150);
});

it('replicate says that an output is gone after its hour', async () => {
  const provider = simulatedProvider(simulators, 'replicate');
  simulators.jobs.setProfile({ startMs: 0, endMs: 10, keepMs: -1 });
  const answer = await createOnce(provider, { model: 'owner/name', input: { prompt: 'x' } }, null, () => true);
  const id = answer.kind === 'accepted' ? answer.job.providerId : '';
  expect(await untilEnded(provider, id)).toMatchObject({ state: 'FAILED', failure: { message: expect.stringContaining('deleted') } });
});
