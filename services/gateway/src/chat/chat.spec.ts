import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  getGeneration,
  insertAsset,
  insertAttempt,
  listGenerations,
  newId,
  recordGenerationStep,
  updateAttempt,
} from '@workprint/projection';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';
import { until } from '../../test/until.ts';

let gateway: TestGateway;
let client: Client;
beforeAll(async () => {
  gateway = await startGateway({ providers: ['luma', 'fal'] });
  client = await gateway.client();
});
afterAll(() => gateway.close());

const post = async (body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${gateway.url}/chat`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${client.apiKey}`, ...headers },
  });
  // biome-ignore lint/suspicious/noExplicitAny: specs read answers of many shapes
  return { status: answer.status, body: (await answer.json()) as any };
};
const say = (message: string, more: object = {}, headers: Record<string, string> = {}) => post({ message, ...more }, headers);
const rowOf = (id: string) => gateway.database.withWorkspace(client.workspaceId, (tx) => getGeneration(tx, id));
const taken = async () =>
  (await gateway.database.withWorkspace(client.workspaceId, (tx) => listGenerations(tx, { first: 100 }))).nodes.length;
const record = (generationId: string, step: string, change: Parameters<typeof recordGenerationStep>[1]['change']) =>
  gateway.database.withWorkspace(client.workspaceId, (tx) => recordGenerationStep(tx, { generationId, step, change }));

describe('POST /chat', () => {
  it.each([
    ['/video a river at dawn', 'VIDEO', 'ray-2', 'a river at dawn'],
    ['  /IMAGE two\nlines ', 'IMAGE', 'photon-1', 'two\nlines'],
  ])('%j starts an ordinary generation and says what to do next', async (message, kind, model, prompt) => {
    const { status, body } = await say(message);
    expect([status, body.prompt, body.status, body.kind]).toEqual([202, prompt, 'PENDING', kind.toLowerCase()]);
    expect(body.estimatedTime).toBeGreaterThan(0);
    expect(Number(body.estimatedCost.amount)).toBeGreaterThan(0);
    expect(body.next).toContain(`/status ${body.taskId}`);
    expect(await rowOf(body.taskId)).toMatchObject({ kind, provider: 'luma', model, prompt, createdBy: client.principal, direct: true });
    await until('its start', () => gateway.workflows.generations.some((g) => g.generationId === body.taskId));
  });

  it('takes provider, model and project from the body', async () => {
    const { body } = await say('/image a river', { provider: 'fal', projectId: 'rivers' });
    expect(await rowOf(body.taskId)).toMatchObject({ provider: 'fal', model: 'fal-ai/flux/schnell', projectId: 'rivers' });
    const named = await say('/video a river', { provider: 'fal', model: 'fal-ai/veo2' });
    expect(await rowOf(named.body.taskId)).toMatchObject({ model: 'fal-ai/veo2' });
  });

  it('buys once under one key, from header or body', async () => {
    const first = await say('/video once', {}, { 'idempotency-key': 'chat-1' });
    expect((await say('/video once', { idempotencyKey: 'chat-1' })).body.taskId).toBe(first.body.taskId);
    const other = await say('/video twice', { idempotencyKey: 'chat-1' });
    expect([other.status, other.body.errors[0].code]).toEqual([422, 'IDEMPOTENCY_CONFLICT']);
    expect((await say('/image once', { idempotencyKey: 'chat-1' })).body.taskId).not.toBe(first.body.taskId);
  });

  it('says how far a task is, and in the end where its result is', async () => {
    const { taskId } = (await say('/video a lake')).body;
    await record(taskId, 'running', { to: 'RUNNING', providerId: newId(), providerState: 'dreaming', progress: 0.4 });
    const running = await say(`/status ${taskId}`);
    expect(running).toMatchObject({
      status: 200,
      body: { taskId, prompt: 'a lake', status: 'RUNNING', providerState: 'dreaming', progress: 0.4 },
    });
    expect(running.body.timings).toEqual({ queueSeconds: expect.any(Number), providerSeconds: null, ingestSeconds: null });
    const assetId = newId();
    await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
      await insertAsset(tx, {
        id: assetId,
        createdBy: 'spec',
        name: 'a.mp4',
        contentType: 'video/mp4',
        uploadKey: `ws/${tx.workspaceId}/uploads/a`,
      });
      await tx.db.asset.update({ where: { id: assetId }, data: { status: 'READY', objectKey: `ws/${tx.workspaceId}/assets/a` } });
    });
    await record(taskId, 'processing', { to: 'PROCESSING', providerState: 'completed' });
    await record(taskId, 'completed', { to: 'COMPLETED', outputAssetId: assetId, cost: null });
    const { body } = await say(`/status ${taskId}`);
    expect(body).toMatchObject({ status: 'COMPLETED', estimatedTime: null, resultUrl: expect.stringContaining('/assets/a?') });
    expect(body.next).toContain(`asset:${assetId}`);
    expect(body.timings).toEqual({
      queueSeconds: expect.any(Number),
      providerSeconds: expect.any(Number),
      ingestSeconds: expect.any(Number),
    });
  });

  it('warns with the cause when nobody has taken a task for a minute', async () => {
    const { taskId } = (await say('/video a pond')).body;
    expect((await say(`/status ${taskId}`)).body.warnings).toEqual([]);
    const then = new Date(Date.now() - 90_000);
    await gateway.database.withWorkspace(client.workspaceId, (tx) =>
      tx.db.generation.update({ where: { id: taskId }, data: { createdAt: then, workflowStartedAt: then } }),
    );
    const late = {
      code: 'NOT_ACCEPTED',
      message: expect.stringMatching(/^luma has not taken it for 9\d s: no ai-worker has come to it yet/),
    };
    expect((await say(`/status ${taskId}`)).body.warnings).toEqual([expect.objectContaining(late)]);
    await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
      const id = newId();
      await insertAttempt(tx, { id, generationId: taskId, tokenHash: id });
      await updateAttempt(tx, id, { state: 'AMBIGUOUS', reason: 'ECONNRESET' });
    });
    expect((await say(`/status ${taskId}`)).body.warnings[0].message).toContain('there was no answer (ECONNRESET)');
    await record(taskId, 'queued', { to: 'QUEUED', providerState: 'queued', progress: null });
    expect((await say(`/status ${taskId}`)).body.warnings).toEqual([]);
  });

  it.each(['hello', '/video', '/status  ', '/dance', ''])('answers %j with help and buys nothing', async (message) => {
    const before = await taken();
    const { status, body } = await say(message);
    expect([status, Object.keys(body.help)]).toEqual([200, ['/video PROMPT', '/image PROMPT', '/status ID']]);
    expect(await taken()).toBe(before);
  });

  it('refuses what it can’t read, may not do or does not have', async () => {
    expect((await post({})).status).toBe(422);
    expect((await post({ message: '/video x', model: 7 })).body.error).toBe('model must be a text.');
    expect((await say('/video x', { provider: 'sora' })).body.errors[0].code).toBe('UNKNOWN_PROVIDER');
    expect((await say('/video x', { provider: 'replicate' })).body.error).toContain('REPLICATE_API_TOKEN');
    expect((await say(`/status ${newId()}`)).status).toBe(404);
    expect((await say('/status nonsense')).status).toBe(404);
    expect((await say('/video x', {}, { authorization: 'Bearer wrong' })).status).toBe(401);
    const { apiKey } = await gateway.key(client.workspaceId, ['read']);
    const reader = { authorization: `Bearer ${apiKey}` };
    expect([(await say('/video x', {}, reader)).status, (await say('hi', {}, reader)).status]).toEqual([403, 200]);
  });

  it('shows no task of another workspace', async () => {
    const { taskId } = (await say('/video a secret')).body;
    const other = await gateway.client();
    expect((await say(`/status ${taskId}`, {}, { authorization: `Bearer ${other.apiKey}` })).status).toBe(404);
  });
});
