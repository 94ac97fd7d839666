import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys, type StoredBatch, type StoredTimeline } from '@workprint/contracts';
import { finishBatch, getBatch, markBatchStarted, recordRenderStep, setWorkspaceDefaults } from '@workprint/projection';
import { textTimeline, videoTimeline } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const BATCH =
  '{ batch { id status total projectId templateId priority metadata cancelRequestedAt progress { percent queued running completed failed canceled } } userErrors { code message path } }';
const CREATE = `mutation ($input: CreateRenderBatchInput!) { result: createRenderBatch(input: $input) ${BATCH} }`;
const NOBODY = '00000000-0000-7000-8000-000000000000';

const timeline = textTimeline({ variables: { name: 'you', from: 0 } }, { text: 'Hello {{name}}', start: '{{from}}' });
const names = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `n${i + 1}` }));

describe('createRenderBatch', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const create = async (input: object, by = client) => (await by.ask(CREATE, { input: { timeline, ...input } })).data.result;
  const paths = async (input: object) => {
    const { batch, userErrors } = await create(input);
    expect(batch).toBeNull();
    return userErrors.map((e: { code: string; path: string[] }) => `${e.path.join('.')} ${e.code}`);
  };
  const members = async (batchId: string, first = 100) =>
    (
      await client.ask(
        'query ($first: Int, $filter: RenderFilter) { renders(first: $first, filter: $filter) { nodes { id batchId batchRow projectId status metadata } } }',
        { first, filter: { batchId } },
      )
    ).data.renders.nodes;

  it('takes 1,000 rows in one call and shows one progress', async () => {
    const input = { rows: names(1000), projectId: 'p', preset: 'youtube', metadata: { mine: 1 }, idempotencyKey: 'thousand' };
    const { batch, userErrors } = await create(input);
    expect(userErrors).toEqual([]);
    expect(batch).toMatchObject({
      status: 'QUEUED',
      total: 1000,
      projectId: 'p',
      priority: 2,
      metadata: { mine: 1 },
      progress: { percent: 0, queued: 1000, running: 0, completed: 0, failed: 0, canceled: 0 },
    });
    expect(gateway.workflows.batches).toContainEqual({ workspaceId: client.workspaceId, batchId: batch.id, priority: 2 });
    expect(gateway.workflows.renders).toEqual([]);
    const [last] = await members(batch.id, 1);
    expect(last).toMatchObject({ batchId: batch.id, batchRow: 1000, projectId: 'p', status: 'QUEUED', metadata: { mine: 1 } });
    const stored = await gateway.store.getJson<StoredBatch>(objectKeys.batch(client.workspaceId, batch.id));
    expect(stored.timeline).toEqual(timeline);
    expect(stored.rows[999]).toEqual({ name: 'n1000' });
    const again = await create(input);
    expect(again.batch.id).toBe(batch.id);
    expect(await paths({ ...input, rows: names(2) })).toEqual(['idempotencyKey IDEMPOTENCY_CONFLICT']);
    const show = async () =>
      (await client.ask(`query ($id: ID!) { renderBatch(id: $id) { status progress { percent running } } }`, { id: batch.id })).data
        .renderBatch;
    await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
      await markBatchStarted(tx, batch.id);
      await recordRenderStep(tx, { renderId: last.id, step: 's', change: { to: 'PUBLISHING' } });
    });
    expect(await show()).toEqual({ status: 'RUNNING', progress: { percent: 0.1, running: 1 } });
  });

  it('takes CSV, with types of the variables', async () => {
    const { batch, userErrors } = await create({ csv: 'name,from\n"Ann, Lee",1.5\nBob,\n' });
    expect(userErrors).toEqual([]);
    const stored = await gateway.store.getJson<StoredBatch>(objectKeys.batch(client.workspaceId, batch.id));
    expect(stored.rows).toEqual([{ name: 'Ann, Lee', from: 1.5 }, { name: 'Bob' }]);
  });

  it('takes a template', async () => {
    const variables = [
      { name: 'name', type: 'STRING' },
      { name: 'from', type: 'NUMBER', default: 2 },
    ];
    const made = await client.ask('mutation ($input: CreateTemplateInput!) { createTemplate(input: $input) { template { id } } }', {
      input: { name: 't', timeline: { ...timeline, variables: {} }, variables },
    });
    const templateId = made.data.createTemplate.template.id;
    const { batch } = await create({ timeline: null, templateId, rows: [{ name: 'a' }] });
    expect(batch).toMatchObject({ templateId, total: 1 });
    const stored = await gateway.store.getJson<StoredBatch>(objectKeys.batch(client.workspaceId, batch.id));
    expect(stored.rows).toEqual([{ name: 'a', from: 2 }]);
    expect(await paths({ timeline: null, templateId, csv: 'from\n1\nsoon' })).toEqual([
      'variables.name REQUIRED',
      'csv.1.variables.from INVALID_TYPE',
    ]);
  });

  it('names the rows that are wrong, all at once, and says once what all of them are', async () => {
    const { userErrors } = await create({ rows: [{ from: 0 }, { from: -1 }, 'x', { from: 99_999 }] });
    expect(userErrors.map((e: { message: string; path: string[] }) => [e.path.slice(0, 2).join('.'), e.message.slice(0, 6)])).toEqual([
      ['rows.1', 'Row 2:'],
      ['rows.2', 'Row 3:'],
      ['rows.3', 'Row 4:'],
    ]);
    expect(userErrors[0].path).toEqual(['rows', '1', 'timeline', 'tracks', '0', 'clips', '0', 'start']);
    const clip = { type: 'text', text: 'x', start: 0, length: 2, lenght: 1 };
    expect(await paths({ timeline: textTimeline({ tracks: [{ clips: [clip] }] }), rows: names(3) })).toEqual([
      'timeline.tracks.0.clips.0.lenght UNKNOWN_KEY',
    ]);
    expect(await paths({ timeline: videoTimeline(NOBODY), rows: names(2) })).toEqual(['timeline.tracks.0.clips.0.src ASSET_NOT_FOUND']);
    expect(await paths({ rows: names(2), output: { crf: 99 } })).toEqual(['output.crf OUT_OF_RANGE']);
  });

  it('refuses no rows, too many, both kinds, and bad settings', async () => {
    expect(await paths({})).toEqual(['rows INVALID_VALUE']);
    expect(await paths({ rows: names(1), csv: 'name\na' })).toEqual(['rows INVALID_VALUE']);
    expect(await paths({ rows: [] })).toEqual(['rows OUT_OF_RANGE']);
    expect(await paths({ rows: names(1001) })).toEqual(['rows OUT_OF_RANGE']);
    expect(await paths({ csv: 'name\n"a' })).toEqual(['csv.0 INVALID_CSV']);
    expect(await paths({ rows: names(1), priority: 7, templateId: NOBODY })).toEqual([
      'priority INVALID_VALUE',
      'templateId INVALID_VALUE',
    ]);
    const { batch } = await create({ rows: names(1), timeline: null });
    expect(batch).toBeNull();
  });

  it('is refused whole when the generations of its renders cost more than maxCost, and asks nobody without a key', async () => {
    const generate = { provider: 'luma', model: 'ray-2', prompt: '{{name}}', length: 5 };
    const clips = [{ type: 'video', start: 0, length: 1, src: { generate } }];
    const made = textTimeline({ tracks: [{ clips }] });
    expect(await paths({ timeline: made, rows: names(3), maxCost: '2.12' })).toEqual(['maxCost SPEND_LIMIT']);
    const { batch, userErrors } = await create({ timeline: made, rows: names(3), maxCost: '2.13' });
    expect(userErrors).toEqual([]);
    expect(await gateway.database.withWorkspace(client.workspaceId, (tx) => getBatch(tx, batch.id))).toMatchObject({ maxCost: 2_130_000n });
    const elsewhere = textTimeline({ tracks: [{ clips: [{ ...clips[0], src: { generate: { ...generate, provider: 'replicate' } } }] }] });
    expect(await paths({ timeline: elsewhere, rows: names(2) })).toEqual([
      'timeline.tracks.0.clips.0.src.generate.provider PROVIDER_NOT_CONFIGURED',
    ]);
  });

  it("is made by the workspace's default backend, or the one asked for, as far as that can", async () => {
    const other = await gateway.client();
    await gateway.database.withWorkspace(other.workspaceId, (tx) => setWorkspaceDefaults(tx, { defaultBackend: 'MEDIACONVERT' }));
    const backends = async (input: object) => {
      const { batch } = await create({ rows: names(2), ...input }, other);
      const query = 'query ($filter: RenderFilter) { renders(filter: $filter) { nodes { backend } } }';
      const { data } = await other.ask(query, { filter: { batchId: batch.id } });
      return data.renders.nodes.map((r: { backend: string }) => r.backend);
    };
    expect(await backends({})).toEqual(['MEDIACONVERT', 'MEDIACONVERT']);
    expect(await backends({ backend: 'FFMPEG' })).toEqual(['FFMPEG', 'FFMPEG']);
    const { userErrors } = await create({ rows: names(2), output: { format: 'gif' } }, other);
    expect(userErrors).toMatchObject([{ code: 'NOT_EXPRESSIBLE', path: ['output', 'format'] }]);
  });

  it('accepts while Temporal is away, and cancels too', async () => {
    gateway.workflows.away = true;
    try {
      const { batch } = await create({ rows: names(2) });
      const cancel = `mutation ($id: ID!) { result: cancelRenderBatch(id: $id) ${BATCH} }`;
      const { data } = await client.ask(cancel, { id: batch.id });
      expect(data.result).toMatchObject({ batch: { status: 'QUEUED', cancelRequestedAt: expect.any(String) }, userErrors: [] });
    } finally {
      gateway.workflows.away = false;
    }
  });

  it('can be asked to stop, by its own workspace only', async () => {
    const { batch } = await create({ rows: names(1) });
    const cancel = async (by: Client) =>
      (await by.ask(`mutation ($id: ID!) { result: cancelRenderBatch(id: $id) ${BATCH} }`, { id: batch.id })).data.result;
    expect((await cancel(await gateway.client())).userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
    expect((await cancel(client)).batch.cancelRequestedAt).toEqual(expect.any(String));
    expect(gateway.workflows.canceled).toContain(batch.id);
    await gateway.database.withWorkspace(client.workspaceId, (tx) => finishBatch(tx, batch.id));
    expect((await cancel(client)).batch.status).toBe('CANCELED');
  });

  it('has members that can be tried again, even when they were never started', async () => {
    const { batch } = await create({ rows: [{ name: 'a' }, { name: 'b' }] });
    const [second] = await members(batch.id);
    await gateway.database.withWorkspace(client.workspaceId, (tx) =>
      recordRenderStep(tx, { renderId: second.id, step: 'batch', change: { to: 'CANCELED' } }),
    );
    const { data } = await client.ask('mutation ($id: ID!) { retryRender(id: $id) { render { id batchId } } }', { id: second.id });
    expect(data.retryRender.render.batchId).toBeNull();
    const key = objectKeys.timeline(client.workspaceId, data.retryRender.render.id);
    expect(await gateway.store.getJson<StoredTimeline>(key)).toEqual({ timeline, variables: { name: 'b' } });
  });
});
