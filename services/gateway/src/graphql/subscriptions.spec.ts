import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RenderChange } from '@workprint/contracts';
import { recordRenderStep, reportChunk, requestRenderCancel, revokeApiKey, seedChunks } from '@workprint/projection';
import { Workprint } from '@workprint/sdk';
import { anOutput } from '@workprint/testing';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { CREATE_RENDER, textTimeline } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

describe('subscriptions', () => {
  let gateway: TestGateway;
  let client: Client;
  let sdk: Workprint;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
    sdk = new Workprint({ url: gateway.url, token: client.apiKey, patienceSeconds: 2 });
  });
  afterAll(() => gateway.close());

  const create = async (): Promise<string> =>
    (await client.ask(CREATE_RENDER, { input: { timeline: textTimeline() } })).data.createRender.render.id;
  const step = (renderId: string, change: RenderChange) =>
    gateway.database.withWorkspace(client.workspaceId, (tx) => recordRenderStep(tx, { renderId, step: change.to, change }));
  const rendering = { to: 'RENDERING', planKey: 'p', framesTotal: 60, durationSeconds: 2, chunksTotal: 1, chunksReused: 0 } as const;

  it('replay what was, as it was then, and end', async () => {
    const id = await create();
    await step(id, { to: 'PLANNING' });
    await step(id, rendering);
    await step(id, { to: 'COMPLETED', outputs: [anOutput()] });
    const seen = [];
    for await (const { seq, type, render } of sdk.renderEvents(id)) seen.push([seq, type, render.status, render.outputs.length]);
    expect(seen).toEqual([
      [1, 'QUEUED', 'QUEUED', 0],
      [2, 'PLANNING', 'PLANNING', 0],
      [3, 'RENDERING', 'RENDERING', 0],
      [4, 'COMPLETED', 'COMPLETED', 1],
    ]);
    const after = [];
    for await (const event of sdk.renderEvents(id, { after: 2 })) after.push(event.seq);
    expect(after).toEqual([3, 4]);
    for await (const event of sdk.renderEvents(id, { after: 4 })) throw new Error(`nothing should come after the end: ${event.type}`);
  });

  it('follow, with progress that never falls between stored events', async () => {
    const id = await create();
    const seen: { seq: number; type: string; percent: number }[] = [];
    const act: Record<string, () => Promise<unknown>> = {
      QUEUED: () => step(id, { to: 'PLANNING' }),
      PLANNING: async () => {
        await gateway.database.withWorkspace(client.workspaceId, (tx) =>
          seedChunks(tx, { renderId: id, revision: 1 }, [{ index: 0, key: 'k', frames: 60, reused: false }]),
        );
        await step(id, rendering);
      },
      RENDERING: () =>
        gateway.database.withWorkspace(client.workspaceId, (tx) =>
          reportChunk(tx, { renderId: id, revision: 1, index: 0, key: 'k', frames: 60, framesDone: 30, worker: 'w', attempt: 1 }),
        ),
      PROGRESS: () => step(id, { to: 'CANCELED' }),
    };
    for await (const { seq, type, render } of sdk.renderEvents(id)) {
      seen.push({ seq, type, percent: render.progress.percent });
      if (type !== 'PROGRESS' || render.progress.framesDone > 0) await act[type]?.();
    }
    const stored = seen.filter((e) => e.type !== 'PROGRESS');
    expect(stored.map((e) => [e.seq, e.type])).toEqual([
      [1, 'QUEUED'],
      [2, 'PLANNING'],
      [3, 'RENDERING'],
      [4, 'CANCELED'],
    ]);
    expect(seen.some((e) => e.type === 'PROGRESS' && e.seq === 3)).toBe(true);
    expect(seen.map((e) => e.percent)).toEqual(seen.map((e) => e.percent).toSorted((a, b) => a - b));
  });

  it('go on without gap or repeat when the gateway is another one', async () => {
    const first = await startGateway();
    const second = gateway;
    let url = first.url;
    const id = await create();
    const moving = new Workprint({ url: () => url, token: client.apiKey });
    const seen: number[] = [];
    let reconnects = 0;
    for await (const event of moving.renderEvents(id, { onReconnect: () => reconnects++ })) {
      if (event.type === 'PROGRESS') continue;
      seen.push(event.seq);
      if (event.type === 'QUEUED') {
        url = second.url;
        await first.close();
        await step(id, { to: 'PLANNING' });
      } else if (event.type === 'PLANNING') {
        await gateway.database.withWorkspace(client.workspaceId, (tx) => requestRenderCancel(tx, id));
      } else if (event.type === 'CANCEL_REQUESTED') await step(id, { to: 'CANCELED' });
    }
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(reconnects).toBeGreaterThan(0);
  });

  it('are not for strangers', async () => {
    const id = await create();
    const other = await gateway.client();
    const stranger = new Workprint({ url: gateway.url, token: other.apiKey });
    await expect(stranger.renderEvents(id).next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(sdk.renderEvents('nonsense').next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(new Workprint({ url: gateway.url, token: 'wp_no' }).renderEvents(id).next()).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('show the queue', async () => {
    const own = await gateway.client();
    const events = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      connectionParams: { authorization: `Bearer ${own.apiKey}` },
      retryAttempts: 0,
    });
    const queue = events.iterate<{ queue: { queued: number } }>({ query: 'subscription { queue { queued running } }' });
    expect((await queue.next()).value?.data?.queue).toEqual({ queued: 0, running: 0 });
    await own.ask(CREATE_RENDER, { input: { timeline: textTimeline() } });
    expect((await queue.next()).value?.data?.queue).toEqual({ queued: 1, running: 0 });
    await queue.return?.();
    await events.dispose();
  });

  it('are held to the rules of HTTP requests', async () => {
    const socket = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      connectionParams: { authorization: `Bearer ${client.apiKey}` },
      retryAttempts: 0,
    });
    const refusal = async (query: string) => {
      try {
        const { value } = await socket.iterate({ query }).next();
        return value?.errors?.[0]?.extensions?.code;
      } catch (errors) {
        return (errors as { extensions: { code: string } }[])[0]?.extensions.code;
      }
    };
    const deep = `{ renders { nodes { ${'events { render { '.repeat(6)} id ${'} }'.repeat(6)} } } }`;
    const aliases = `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: presets { name }`).join(' ')} }`;
    expect(await refusal(deep)).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await refusal(aliases)).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await refusal('{ nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await refusal(`{ ${'a '.repeat(5000)} }`)).toBe('GRAPHQL_PARSE_FAILED');
    for (const query of [deep, aliases]) expect((await client.ask(query)).errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    await socket.dispose();
  });

  it('are refused to pages of other origins', async () => {
    const preflight = (origin: string) =>
      fetch(`${gateway.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    expect((await preflight('http://console.spec')).headers.get('access-control-allow-origin')).toBe('http://console.spec');
    expect((await preflight('http://evil.spec')).headers.get('access-control-allow-origin')).toBeNull();
    const opened = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
        socket.on('open', () => resolve('open')).on('error', (error) => resolve(error.message));
        socket.on('open', () => socket.close());
      });
    expect(await opened('http://console.spec')).toBe('open');
    expect(await opened('http://evil.spec')).toContain('403');
  });

  it('take no more operations from a socket whose key was revoked', async () => {
    const { id, apiKey } = await gateway.key(client.workspaceId, ['read', 'write']);
    const socket = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      connectionParams: { authorization: `Bearer ${apiKey}` },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: () => {},
    });
    const once = async (query: string, variables = {}) => {
      for await (const answer of socket.iterate({ query, variables })) return answer;
      return null;
    };
    expect((await once('{ me { id } }'))?.data).toEqual({ me: { id: `key:${id}` } });
    await gateway.database.withWorkspace(client.workspaceId, (tx) => revokeApiKey(tx, id));
    // A key is believed for a few seconds.
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    try {
      const refused = once(CREATE_RENDER, { input: { timeline: textTimeline() } });
      await expect(refused).rejects.toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    } finally {
      now.mockRestore();
      await socket.dispose();
    }
  });

  it('survive clients that break off while they are being refused', async () => {
    const breakOff = () =>
      new Promise<void>((resolve) => {
        const socket = connect(gateway.gateway.port, '127.0.0.1', () => {
          const head = ['GET /elsewhere HTTP/1.1', 'host: x', 'connection: Upgrade', 'upgrade: websocket'];
          socket.write(`${head.join('\r\n')}\r\n\r\n`, () => socket.resetAndDestroy());
        });
        socket.on('error', () => {}).on('close', () => resolve());
      });
    for (let i = 0; i < 50; i++) await breakOff();
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  });
});
