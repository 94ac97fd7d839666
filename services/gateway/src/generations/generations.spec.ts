import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generationEventsAfter, insertAttempt, newId, recordGenerationStep, setCaps, spending } from '@workprint/projection';
import { Workprint } from '@workprint/sdk';
import { USER_ERRORS } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';
import { until } from '../../test/until.ts';

const GENERATE = `mutation ($input: GenerateVideoInput!) {
  generateVideo(input: $input) { generation { id status provider prompt estimatedCost { amount } createdBy { id } } idempotencyKey ${USER_ERRORS} } }`;
const SECRET = `whsec_${Buffer.from('the secret of the spec').toString('base64')}`;

describe('generations', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway({ providers: ['luma', 'replicate'], replicateWebhookSecret: SECRET });
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const generate = async (input: object = {}) =>
    (await client.ask(GENERATE, { input: { provider: 'luma', model: 'ray-2', prompt: 'a river', ...input } })).data.generateVideo;
  const taken = async () => (await client.ask('{ generations(first: 100) { nodes { id } } }')).data.generations.nodes;
  /** What its workflow was started with: after the answer. */
  const startsOf = async (id: string) => {
    const starts = () => gateway.workflows.generations.filter((w) => w.generationId === id);
    await until('the start', () => starts().length > 0);
    return starts();
  };

  it('are bought once under one key, and a key is made when there is none', async () => {
    const first = await generate({ length: 5, input: { loop: true } });
    expect(first).toMatchObject({ generation: { status: 'PENDING', createdBy: { id: client.principal } }, userErrors: [] });
    const again = await generate({ length: 5, input: { loop: true }, idempotencyKey: first.idempotencyKey });
    expect(again.generation.id).toBe(first.generation.id);
    expect(await startsOf(first.generation.id)).toHaveLength(1);
    const other = await generate({ idempotencyKey: first.idempotencyKey });
    expect([other.generation, other.userErrors[0].code]).toEqual([null, 'IDEMPOTENCY_CONFLICT']);
    expect((await generate()).generation.id).not.toBe(first.generation.id);
  });

  it('are bought once also when asked for ten times at once', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => generate({ idempotencyKey: 'ten' })));
    expect(new Set(results.map((r) => r.generation.id)).size).toBe(1);
  });

  it('that are asked for at once are each taken or refused for themselves', async () => {
    const poor = await gateway.client();
    await gateway.database.withWorkspace(poor.workspaceId, (tx) => setCaps(tx, { daily: 10_000_000n, monthly: null }));
    const ask = async (key: string, prompt = 'a river') =>
      (await poor.ask(GENERATE, { input: { provider: 'luma', model: 'ray-2', prompt, length: 5, idempotencyKey: key } })).data
        .generateVideo;
    const price = Number((await ask('first')).generation.estimatedCost.amount);
    const asked = Array.from({ length: 40 }, (_, i) => ask(`key ${i % 30}`, i === 39 ? 'a lake' : undefined));
    const results = await Promise.all(asked);
    const codes = results.flatMap((r) => r.userErrors.map((e: { code: string }) => e.code));
    const taken = new Set(results.flatMap((r) => r.generation?.id ?? []));
    expect(taken.size).toBe(Math.floor(10 / price) - 1);
    expect(new Set(codes)).toEqual(new Set(['SPEND_LIMIT', 'IDEMPOTENCY_CONFLICT']));
    const { reserved } = await gateway.database.withWorkspace(poor.workspaceId, spending);
    expect(Number(reserved) / 1e6).toBeCloseTo(price * (taken.size + 1), 6);
    for (const id of taken) {
      const events = await gateway.database.withWorkspace(poor.workspaceId, (tx) => generationEventsAfter(tx, id, 0));
      expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual(['1 PENDING']);
    }
  });

  it('say what is wrong before anything is bought', async () => {
    const before = await taken();
    for (const [input, path] of [
      [{ provider: 'sora' }, 'provider'],
      [{ prompt: ' ' }, 'prompt'],
      [{ model: 'no spaces' }, 'model'],
      [{ length: -1 }, 'length'],
      [{ input: [1] }, 'input'],
      [{ idempotencyKey: 'half \ud83c' }, 'idempotencyKey'],
    ] as const) {
      const { generation, userErrors } = await generate(input);
      expect([generation, userErrors[0].path]).toEqual([null, [path]]);
    }
    expect(await taken()).toEqual(before);
    const bare = await startGateway({ providers: [] });
    const { data } = await (await bare.client()).ask(GENERATE, { input: { provider: 'luma', model: 'ray-2', prompt: 'x' } });
    const missing = { code: 'PROVIDER_NOT_CONFIGURED', path: ['provider'], message: expect.stringContaining('LUMAAI_API_KEY') };
    expect(data.generateVideo.userErrors).toEqual([expect.objectContaining(missing)]);
    await bare.close();
  });

  it('with pixel art say what frames they will have, and their workflow makes them', async () => {
    const plain = await generate();
    expect(await startsOf(plain.generation.id)).toEqual([expect.not.objectContaining({ pixelArt: true })]);
    const { generation, userErrors } = await generate({ pixelArt: { width: 33, height: 24, fps: 12, colors: 8 } });
    expect(userErrors).toEqual([]);
    expect(await startsOf(generation.id)).toEqual([expect.objectContaining({ pixelArt: true })]);
    const query = `query ($id: ID!) { generation(id: $id) { pixelArt {
      width height fps colors dither scaling render { id } frames { id } frameCount palette paletteAsset { id } } } }`;
    const { data } = await client.ask(query, { id: generation.id });
    const nothing = { render: null, frames: null, frameCount: null, palette: null, paletteAsset: null };
    const asked = { width: 33, height: 24, fps: 12, colors: 8, dither: 'none', scaling: 'area' };
    expect(data.generation.pixelArt).toEqual({ ...asked, ...nothing });
    expect((await client.ask(query, { id: plain.generation.id })).data.generation.pixelArt).toBeNull();
    const other = await generate({ pixelArt: {} });
    const { pixelArt } = (await client.ask(query, { id: other.generation.id })).data.generation;
    expect(pixelArt).toMatchObject({ width: 64, height: 64, fps: 24, colors: 16 });
  });

  it('say of pixel art all that is wrong at once', async () => {
    const before = await taken();
    const pixelArt = { width: 7, height: 513, fps: 61, colors: 257, dither: 'stripes', scaling: 'cubic' };
    const { generation, userErrors } = await generate({ prompt: ' ', pixelArt });
    expect(generation).toBeNull();
    const paths = userErrors.map((e: { path: string[] }) => e.path.join('.')).sort();
    expect(paths).toEqual([...Object.keys(pixelArt).map((key) => `pixelArt.${key}`), 'prompt'].sort());
    expect(await taken()).toEqual(before);
  });

  it('are asked to stop, and are followed to their end', async () => {
    const { generation } = await generate();
    const { id } = generation;
    const seen: string[] = [];
    for await (const event of new Workprint({ url: gateway.url, token: client.apiKey }).generationEvents(id)) {
      seen.push(event.type);
      if (event.type === 'PENDING') {
        const { data } = await client.ask(`mutation ($id: ID!) { cancelGeneration(id: $id) { generation { id } ${USER_ERRORS} } }`, { id });
        expect(data.cancelGeneration).toEqual({ generation: { id }, userErrors: [] });
      } else if (event.type === 'CANCEL_REQUESTED') {
        await gateway.database.withWorkspace(client.workspaceId, (tx) =>
          recordGenerationStep(tx, { generationId: id, step: 'end', change: { to: 'CANCELED' } }),
        );
      }
    }
    expect(seen).toEqual(['PENDING', 'CANCEL_REQUESTED', 'CANCELED']);
    expect(gateway.workflows.canceled).toContain(id);
    const { data } = await client.ask(
      'query ($id: ID!) { generation(id: $id) { status etaSeconds processingMs output { id } } generations { nodes { id } } }',
      { id },
    );
    expect(data.generation).toMatchObject({ status: 'CANCELED', output: null, processingMs: expect.any(Number) });
    expect(data.generations.nodes).toContainEqual({ id });
  });

  describe('callbacks', () => {
    const call = (provider: string, token: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${gateway.url}/callbacks/${provider}/${token}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    const attempt = async (provider: string) => {
      const { generation } = await generate({ provider, model: 'owner/name' });
      const token = `token-${newId()}`;
      const tokenHash = createHash('sha256').update(token).digest('hex');
      await gateway.database.withWorkspace(client.workspaceId, (tx) =>
        insertAttempt(tx, { id: newId(), generationId: generation.id, tokenHash }),
      );
      return { id: generation.id as string, token };
    };
    const hintsOf = (id: string) => gateway.workflows.hints.filter((h) => h.generationId === id).map((h) => h.callback);

    it('are hints, whatever they hold', async () => {
      const { id, token } = await attempt('luma');
      for (const body of ['{"id":"job-1","state":"completed"}', 'not json', '{"id":7}'])
        expect((await call('luma', token, body)).status).toBe(200);
      expect(hintsOf(id)).toEqual([{ providerId: 'job-1' }, { providerId: null }, { providerId: null }]);
      gateway.callbacks.length = 0;
      expect((await call('luma', token, '{"id":"job-1","state":"completed"}')).status).toBe(409);
      expect([hintsOf(id).length, gateway.callbacks]).toEqual([3, ['replayed']]);
    });

    it('that could not be passed on may come again', async () => {
      const { id, token } = await attempt('luma');
      gateway.workflows.away = true;
      expect((await call('luma', token, '{"id":"job-2"}')).status).toBe(500);
      gateway.workflows.away = false;
      expect((await call('luma', token, '{"id":"job-2"}')).status).toBe(200);
      expect(hintsOf(id)).toEqual([{ providerId: 'job-2' }]);
    });

    it('need a token of ours, of that provider, and a small body', async () => {
      const { id, token } = await attempt('luma');
      gateway.callbacks.length = 0;
      expect((await call('luma', 'made-up', '{}')).status).toBe(404);
      expect((await call('replicate', token, '{}')).status).toBe(404);
      expect((await call('luma', token, JSON.stringify({ id: 'x'.repeat(300_000) }))).status).toBe(413);
      expect(hintsOf(id)).toEqual([]);
      expect(gateway.callbacks).toEqual(['unknown', 'unknown', 'oversized']);
    });

    it('of Replicate need its signature, not older than minutes', async () => {
      const { id, token } = await attempt('replicate');
      const body = '{"id":"p1"}';
      const headers = (seconds: number) => {
        const [messageId, timestamp] = ['msg_1', String(Math.floor(Date.now() / 1000) - seconds)];
        const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
        const signature = createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64');
        return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
      };
      gateway.callbacks.length = 0;
      expect((await call('replicate', token, body)).status).toBe(401);
      expect((await call('replicate', token, body, headers(3600))).status).toBe(401);
      expect((await call('replicate', token, `${body} `, headers(0))).status).toBe(401);
      const now = headers(0);
      expect((await call('replicate', token, body, now)).status).toBe(200);
      expect((await call('replicate', token, body, now)).status).toBe(409);
      const beside = { 'webhook-signature': `${now['webhook-signature']} v2,x` };
      const after = { 'webhook-timestamp': `${now['webhook-timestamp']}x` };
      for (const said of [beside, after]) expect((await call('replicate', token, body, { ...now, ...said })).status).toBe(409);
      expect(hintsOf(id)).toEqual([{ providerId: 'p1', signed: body }]);
      expect(gateway.callbacks).toEqual(['forged', 'forged', 'forged', 'heard', 'replayed', 'replayed', 'replayed']);
    });
  });
});
