import { afterAll, beforeAll, beforeEach, describe, expect, it, jest, test } from '@jest/globals';
import { openRoom, type Room, type Tenant, until } from './room.ts';

jest.setTimeout(300_000);

let room: Room;
beforeAll(async () => {
  room = await openRoom(['simulators', 'orchestrator', 'render-worker', 'ai-worker', 'gateway']);
}, 300_000);
afterAll(() => room?.close());

const origin = (): string => new URL(room.stack.env.REPLICATE_BASE_URL as string).origin;
const control = async (path: string, body: unknown): Promise<void> => {
  const response = await fetch(`${origin()}/_sim/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
};
const ledger = async (): Promise<{ id: string; prompt: string }[]> => (await fetch(`${origin()}/_sim/ledger`)).json();
const jobStatus = async (id: string): Promise<string> => {
  const response = await fetch(`${room.stack.env.REPLICATE_BASE_URL}/predictions/${id}`, { headers: { authorization: 'Bearer x' } });
  return ((await response.json()) as { status: string }).status;
};

const ask = async <T>({ apiKey }: Tenant, query: string, variables: object = {}): Promise<T> => {
  const response = await fetch(`${room.stack.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};
const generate = async (tenant: Tenant, prompt: string, provider = 'luma', model = 'ray-2'): Promise<string> => {
  const query = 'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { generation { id } userErrors { message } } }';
  const input = { provider, model, prompt, length: 5 };
  return (await ask<{ generateVideo: { generation: { id: string } } }>(tenant, query, { input })).generateVideo.generation.id;
};
const eventsOf = async ({ client }: Tenant, id: string): Promise<string[]> => {
  const types: string[] = [];
  for await (const event of client.generationEvents(id)) types.push(event.type);
  return types;
};
const spending = async (tenant: Tenant): Promise<{ spentToday: string; reserved: string }> =>
  (await ask<{ spending: { spentToday: string; reserved: string } }>(tenant, '{ spending { spentToday reserved } }')).spending;

// Side by side: they wait for polls. Each has a prompt of its own, which its fault and the ledger are told by.
describe('a generation', () => {
  test.concurrent.each([
    ['whose callback never comes completes by polling', 'a river at dawn', { kind: 'no-callback' }],
    ['whose polls are not answered at first completes by its callback', 'a river at noon', { kind: 'http-get', status: 503, times: 3 }],
    ['that is called back about and polled completes once', 'a river at night', null],
  ])('%s', async (_, prompt, fault) => {
    const tenant = await room.tenant();
    if (fault) await control('faults', { ...fault, match: prompt });
    const events = await eventsOf(tenant, await generate(tenant, prompt));
    expect(events.filter((type) => type === 'COMPLETED')).toHaveLength(1);
    expect(events.at(-1)).toBe('COMPLETED');
    expect((await ledger()).filter((entry) => entry.prompt.includes(prompt))).toHaveLength(1);
    expect(await spending(tenant)).toEqual({ spentToday: '0.707789', reserved: '0.00' });
  });

  test.concurrent('is a picture as well', async () => {
    const tenant = await room.tenant();
    const chat = await fetch(`${room.stack.url}/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.apiKey}` },
      body: JSON.stringify({ message: '/image a river at dusk', provider: 'fal' }),
    });
    const { taskId } = (await chat.json()) as { taskId: string };
    expect((await eventsOf(tenant, taskId)).at(-1)).toBe('COMPLETED');
    const query = `query ($id: ID!) { generation(id: $id) {
      kind cost { amount } output { contentType width height } timings { queueSeconds providerSeconds ingestSeconds } } }`;
    const { generation } = await ask<{ generation: object }>(tenant, query, { id: taskId });
    expect(generation).toEqual({
      ...{ kind: 'IMAGE', cost: { amount: '0.003' }, output: { contentType: 'image/png', width: 1280, height: 720 } },
      timings: { queueSeconds: expect.any(Number), providerSeconds: expect.any(Number), ingestSeconds: expect.any(Number) },
    });
  });

  test.concurrent.each([
    ['is no video', 'a text', { kind: 'no-video' }, 'UNREADABLE_MEDIA'],
    ['is empty', 'an empty film', { kind: 'empty-output' }, 'UNREADABLE_MEDIA'],
    ['is larger than the workspace takes', 'a long film', null, 'MEDIA_TOO_LARGE'],
  ])('whose output %s fails, leaves no object and is paid for', async (_, prompt, fault, code) => {
    const tenant = await room.tenant();
    if (fault) await control('faults', { ...fault, match: prompt });
    else await room.db.withWorkspace(tenant.workspaceId, (tx) => tx.db.workspace.updateMany({ data: { maxUploadBytes: 1_000n } }));
    const id = await generate(tenant, prompt);
    expect((await eventsOf(tenant, id)).at(-1)).toBe('FAILED');
    const { generation } = await ask<{ generation: { failure: { code: string }; cost: { amount: string } } }>(
      tenant,
      'query ($id: ID!) { generation(id: $id) { failure { code } cost { amount } } }',
      { id },
    );
    expect(generation).toEqual({ failure: { code }, cost: { amount: '0.707789' } });
    expect(await room.store.list(`ws/${tenant.workspaceId}/uploads/`)).toEqual([]);
    expect(await spending(tenant)).toEqual({ spentToday: '0.707789', reserved: '0.00' });
  });

  test.concurrent('a render shows a fallback when its generation fails, tells so in its manifest, and says what it cost and used', async () => {
    const tenant = await room.tenant();
    await control('faults', { kind: 'fail', provider: 'luma', message: 'out of memory', match: 'a storm' });
    const fallback = [{ generate: { provider: 'replicate', model: 'owner/name', prompt: 'a calm sea', length: 5 } }];
    const src = { generate: { provider: 'luma', model: 'ray-2', prompt: 'a storm', length: 5, fallback } };
    const timeline = {
      ...{ version: 1, canvas: { width: 160, height: 90, fps: 12 } },
      tracks: [{ clips: [{ type: 'video', start: 0, length: 1, src }] }],
    };
    const { id } = await tenant.client.createRender({ timeline, maxCost: '0.75' });
    expect(await tenant.client.waitForRender(id)).toMatchObject({ status: 'COMPLETED', failure: null, cost: { amount: '0.084' } });
    const bought = (await ledger()).map(({ prompt }) => prompt).filter((prompt) => prompt === 'a storm' || prompt === 'a calm sea');
    expect(bought).toEqual(['a storm', 'a calm sea']);
    const { render, usage } = await ask<{ render: { manifestUrl: string; computeSeconds: number }; usage: { groups: object[] } }>(
      tenant,
      `query ($id: ID!, $from: DateTime!, $to: DateTime!) { render(id: $id) { manifestUrl computeSeconds }
        usage(from: $from, to: $to, groupBy: PROVIDER) { groups { key generations renders computeSeconds storageBytes } } }`,
      { id, from: new Date(Date.now() - 300_000), to: new Date(Date.now() + 60_000) },
    );
    expect(render.computeSeconds).toBeGreaterThan(0);
    expect(usage.groups).toContainEqual(expect.objectContaining({ key: 'ffmpeg', renders: 1, computeSeconds: render.computeSeconds }));
    const { fallbacks } = (await (await fetch(render.manifestUrl)).json()) as { fallbacks: object[] };
    expect(fallbacks).toMatchObject([
      {
        ...{ path: 'tracks[0].clips[0]', position: 0, used: { provider: 'replicate', model: 'owner/name' } },
        failed: [{ provider: 'luma', code: 'GENERATION_FAILED', message: expect.stringContaining('out of memory') }],
      },
    ]);
  });
});

describe('many generations at once', () => {
  it('all end with their video, each bought once, of every provider', async () => {
    const tenant = await room.tenant();
    await control('reset', {});
    const models = { luma: 'ray-2', replicate: 'owner/name', fal: 'fal-ai/minimax/video-01' };
    const asked = Object.entries(models).flatMap(([provider, model]) =>
      Array.from({ length: 5 }, () => generate(tenant, 'one of many', provider, model)),
    );
    const ids = await Promise.all(asked);
    const ends = await Promise.all(ids.map(async (id) => (await eventsOf(tenant, id)).at(-1)));
    expect(ends).toEqual(ids.map(() => 'COMPLETED'));
    expect(await ledger()).toHaveLength(ids.length);
  });
});

describe('two renders of one generated clip', () => {
  let tenant: Tenant;
  beforeEach(async () => {
    tenant = await room.tenant();
    await control('reset', {});
  });
  const timeline = {
    version: 1,
    canvas: { width: 160, height: 90, fps: 12 },
    tracks: [
      {
        clips: [
          {
            type: 'video',
            start: 0,
            length: 1,
            src: { generate: { provider: 'replicate', model: 'owner/name', prompt: 'shared', length: 5 } },
          },
        ],
      },
    ],
  };
  const both = async () => {
    const renders = [await tenant.client.createRender({ timeline }), await tenant.client.createRender({ timeline })];
    for (const { id } of renders) {
      await until('it to wait for its clip', async () => (await tenant.client.render(id))?.status === 'GENERATING');
    }
    const [job] = await until('the purchase', async () => ((await ledger()).length > 0 ? ledger() : null));
    return { ids: renders.map(({ id }) => id) as [string, string], job: job?.id as string };
  };
  const canceled = (id: string) => until('its end', async () => (await tenant.client.render(id))?.status === 'CANCELED');

  it('share what is bought once, and cancelling one leaves the other whole', async () => {
    await control('profile', { startMs: 500, endMs: 15_000, keepMs: 3_600_000 });
    const { ids, job } = await both();
    await tenant.client.cancelRender(ids[0]);
    await canceled(ids[0]);
    expect(await tenant.client.waitForRender(ids[1])).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(await jobStatus(job)).toBe('succeeded');
    expect(await ledger()).toHaveLength(1);
  });

  it('cancel the provider’s job when both are cancelled', async () => {
    await control('faults', { kind: 'never-ends' });
    const { ids, job } = await both();
    for (const id of ids) await tenant.client.cancelRender(id);
    for (const id of ids) await canceled(id);
    await until('the job to be cancelled', async () => (await jobStatus(job)) === 'canceled');
    await until('the money to be free', async () => (await spending(tenant)).reserved === '0.00');
    expect(await ledger()).toHaveLength(1);
  });
});
