import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { recordRenderStep } from '@workprint/projection';
import { anOutput } from '@workprint/testing';
import { CREATE_RENDER, textTimeline, USER_ERRORS } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const PAYLOAD = `{ render { id status cancelRequestedAt retryOf } ${USER_ERRORS} }`;
const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('renders', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const create = async (input: object = {}, by: Client = client): Promise<string> =>
    (await by.ask(CREATE_RENDER, { input: { timeline: textTimeline(), ...input } })).data.createRender.render.id;
  const end = (renderId: string, objectKey = 'x') =>
    gateway.database.withWorkspace(client.workspaceId, (tx) =>
      recordRenderStep(tx, {
        renderId,
        step: 'end',
        change: { to: 'COMPLETED', outputs: [anOutput({ objectKey, bytes: 5 })] },
      }),
    );
  const mutate = async (name: string, id: string, by: Client = client) =>
    (
      await by.ask(
        `mutation ($id: ID!) { result: ${name}(id: $id) ${name === 'deleteRender' ? `{ deletedId ${USER_ERRORS} }` : PAYLOAD} }`,
        { id },
      )
    ).data.result;

  it('are asked to stop in the row first, then in Temporal; twice is once', async () => {
    const id = await create();
    const { render } = await mutate('cancelRender', id);
    expect(render).toMatchObject({ status: 'QUEUED', cancelRequestedAt: expect.any(String) });
    expect((await mutate('cancelRender', id)).render.cancelRequestedAt).toBe(render.cancelRequestedAt);
    expect(gateway.workflows.canceled).toContain(id);
  });

  it('are asked to stop also while Temporal is away', async () => {
    const id = await create();
    gateway.workflows.away = true;
    const { render, userErrors } = await mutate('cancelRender', id).finally(() => {
      gateway.workflows.away = false;
    });
    expect([render.cancelRequestedAt, userErrors]).toEqual([expect.any(String), []]);
  });

  it('are tried again once they have ended, with the same timeline', async () => {
    const id = await create({ preset: 'youtube', projectId: 'p' });
    expect((await mutate('retryRender', id)).userErrors).toEqual([expect.objectContaining({ code: 'NOT_FINISHED' })]);
    await end(id);
    const { render } = await mutate('retryRender', id);
    expect(render).toMatchObject({ status: 'QUEUED', retryOf: id });
    const [old, copy] = await Promise.all([id, render.id].map((r) => gateway.store.getJson(objectKeys.timeline(client.workspaceId, r))));
    expect(copy).toEqual(old);
    expect(gateway.workflows.renders.find((w) => w.renderId === render.id)).toMatchObject({
      rootId: id,
      preset: 'youtube',
      projectId: 'p',
    });
  });

  it('are tried again once for a key, also when the first has been deleted since', async () => {
    const id = await create();
    await end(id);
    const retry = async () =>
      (await client.ask(`mutation ($id: ID!) { retryRender(id: $id, idempotencyKey: "again") ${PAYLOAD} }`, { id })).data.retryRender;
    const { render } = await retry();
    expect(render).toMatchObject({ status: 'QUEUED', retryOf: id });
    expect((await retry()).render.id).toBe(render.id);
    await mutate('deleteRender', id);
    expect((await retry()).render?.id).toBe(render.id);
  });

  it('are deleted with their objects, but not while they run', async () => {
    const id = await create();
    expect((await mutate('deleteRender', id)).userErrors).toEqual([expect.objectContaining({ code: 'RENDER_RUNNING' })]);
    await end(id);
    expect(await mutate('deleteRender', id)).toEqual({ deletedId: id, userErrors: [] });
    expect(await gateway.store.list(objectKeys.render(client.workspaceId, id))).toEqual([]);
    expect((await client.ask('query ($id: ID!) { render(id: $id) { id } }', { id })).data.render).toBeNull();
  });

  it.each(['cancelRender', 'retryRender', 'deleteRender'])('%s says when there is none', async (name) => {
    for (const id of [NOBODY, 'x', ''])
      expect((await mutate(name, id)).userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
  });

  it('come in pages, newest first, and can be filtered', async () => {
    const own = await gateway.client();
    const ids: string[] = [];
    for (const projectId of ['a', 'b', 'a']) ids.unshift(await create({ projectId }, own));
    const query = `query ($after: String, $filter: RenderFilter) {
      renders(first: 2, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
    const first = (await own.ask(query)).data.renders;
    expect(first).toMatchObject({ nodes: [{ id: ids[0] }, { id: ids[1] }], pageInfo: { hasNextPage: true } });
    const second = (await own.ask(query, { after: first.pageInfo.endCursor })).data.renders;
    expect(second).toMatchObject({ nodes: [{ id: ids[2] }], pageInfo: { hasNextPage: false } });
    const filter = { projectId: 'a', createdBy: own.principal, status: ['QUEUED'] };
    expect((await own.ask(query, { filter })).data.renders.nodes).toEqual([{ id: ids[0] }, { id: ids[2] }]);
    expect((await own.ask(query, { after: 'made up' })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('give each file of an output that consists of several', async () => {
    const id = await create();
    const name = 'sprite.vtt';
    const objectKey = objectKeys.output(client.workspaceId, id, `0/${name}`);
    await gateway.store.putBytes(objectKey, 'WEBVTT', { contentType: 'text/vtt' });
    const file = { name, objectKey, contentType: 'text/vtt', bytes: 6, sha256: 'b'.repeat(64) };
    const sprite = anOutput({ format: 'sprite', objectKey: objectKeys.output(client.workspaceId, id, '0.zip'), files: [file] });
    await gateway.database.withWorkspace(client.workspaceId, (tx) =>
      recordRenderStep(tx, { renderId: id, step: 'end', change: { to: 'COMPLETED', outputs: [sprite, anOutput({ index: 1 })] } }),
    );
    const query = `query ($id: ID!) { render(id: $id) { outputs { url files { name url contentType bytes sha256 assetId } } } }`;
    const { data, errors } = await client.ask(query, { id });
    expect(errors).toEqual([]);
    const [first, second] = data.render.outputs;
    expect(second.files).toEqual([]);
    expect(first.files).toEqual([
      { ...{ name, contentType: 'text/vtt', bytes: '6', sha256: file.sha256, assetId: null }, url: expect.any(String) },
    ]);
    expect(await (await fetch(first.files[0].url)).text()).toBe('WEBVTT');
    const sent = await fetch(first.url.replace('http://gateway.spec', gateway.url), { redirect: 'manual' });
    expect(decodeURIComponent(sent.headers.get('location') ?? '')).toContain(`${id}.zip`);
  });

  it('give outputs, events and links; the link sends on to the store', async () => {
    const id = await create();
    const key = objectKeys.output(client.workspaceId, id, 'output.mp4');
    await gateway.store.putBytes(key, 'movie', { contentType: 'video/mp4' });
    await end(id, key);
    const query = `query ($id: ID!) { render(id: $id) {
      status progress { percent stage } outputs { url urlExpiresAt bytes sha256 } events { seq type render { status } } manifestUrl logs { line } } }`;
    const { render } = (await client.ask(query, { id })).data;
    expect(render).toMatchObject({ status: 'COMPLETED', progress: { percent: 100, stage: 'COMPLETED' }, outputs: [{ bytes: '5' }] });
    expect(render.events.map((e: { seq: number; type: string; render: { status: string } }) => [e.seq, e.type, e.render.status])).toEqual([
      [1, 'QUEUED', 'QUEUED'],
      [2, 'COMPLETED', 'COMPLETED'],
    ]);

    const signed = render.outputs[0].url.replace('http://gateway.spec', gateway.url);
    const part = await fetch(signed, { headers: { range: 'bytes=1-3' } });
    expect([part.status, await part.text(), part.headers.get('content-disposition')]).toEqual([
      206,
      'ovi',
      expect.stringContaining('.mp4'),
    ]);
    const bare = `${gateway.url}/renders/${id}/download`;
    const get = async (url: string, token?: string) =>
      (await fetch(url, { redirect: 'manual', headers: token ? { authorization: `Bearer ${token}` } : {} })).status;
    expect(await get(bare, client.apiKey)).toBe(302);
    expect(await get(bare)).toBe(401);
    expect(await get(bare, (await gateway.client()).apiKey)).toBe(404);
    expect(await get(signed.replace(/output=0/, 'output=1'))).toBe(403);
    expect(await get(signed.replace(/expires=\d+/, 'expires=1'))).toBe(403);
    expect(await get(`${gateway.url}/renders/nonsense/download`, client.apiKey)).toBe(404);
  });

  it('are told valid or not without being made', async () => {
    const query = 'query ($t: JSON!) { validateTimeline(timeline: $t) { valid frames durationSeconds problems { code path } } }';
    expect((await client.ask(query, { t: textTimeline() })).data.validateTimeline).toEqual({
      valid: true,
      frames: 60,
      durationSeconds: 2,
      problems: [],
    });
    const bad = (await client.ask(query, { t: textTimeline({ tracks: 'none' }) })).data.validateTimeline;
    expect(bad).toMatchObject({ valid: false, frames: null });
    expect(bad.problems[0].path).toEqual(['timeline', 'tracks']);
    expect((await client.ask('{ presets { name priority output } }')).data.presets).toContainEqual(
      expect.objectContaining({ name: 'standard', priority: 3 }),
    );
  });
});
