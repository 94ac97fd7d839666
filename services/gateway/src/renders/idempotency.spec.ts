import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { CREATE_RENDER, textTimeline } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

describe('idempotency keys', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const create = async (input: object, by: Client = client) => (await by.ask(CREATE_RENDER, { input })).data.createRender;

  it('make one render of twenty requests at once', async () => {
    const input = { idempotencyKey: 'twenty', timeline: textTimeline() };
    const results = await Promise.all(Array.from({ length: 20 }, () => create(input)));
    expect(new Set(results.map((r) => r.render.id)).size).toBe(1);
    expect(results.flatMap((r) => r.userErrors)).toEqual([]);
    const started = gateway.workflows.renders.filter((w) => w.workspaceId === client.workspaceId);
    expect(started.map((w) => w.renderId)).toEqual([results[0].render.id]);
    const left = await gateway.store.list(`${objectKeys.workspace(client.workspaceId)}renders/`);
    expect(left.map((o) => o.key)).toEqual([objectKeys.timeline(client.workspaceId, results[0].render.id)]);
  });

  it('refuse another input', async () => {
    await create({ idempotencyKey: 'one', timeline: textTimeline() });
    const { render, userErrors } = await create({ idempotencyKey: 'one', timeline: textTimeline(), preset: 'web2' });
    expect(render).toBeNull();
    expect(userErrors).toEqual([expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT', path: ['idempotencyKey'] })]);
  });

  it('are not taken by a request that was refused', async () => {
    const refused = await create({ idempotencyKey: 'again', timeline: {} });
    expect(refused.render).toBeNull();
    expect((await create({ idempotencyKey: 'again', timeline: textTimeline() })).render.status).toBe('QUEUED');
  });

  it("are a workspace's own", async () => {
    const other = await gateway.client();
    const input = { idempotencyKey: 'shared', timeline: textTimeline() };
    const [mine, theirs] = [await create(input), await create(input, other)];
    expect(mine.render.id).not.toBe(theirs.render.id);
  });
});
