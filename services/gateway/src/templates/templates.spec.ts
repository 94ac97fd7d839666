import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys, type StoredTimeline } from '@workprint/contracts';
import { CREATE_RENDER, textTimeline, USER_ERRORS } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const TEMPLATE =
  '{ template { id name timeline variables { name type default description } createdBy { id } } userErrors { code message path hint } }';
const CREATE = `mutation ($input: CreateTemplateInput!) { result: createTemplate(input: $input) ${TEMPLATE} }`;
const UPDATE = `mutation ($id: ID!, $input: UpdateTemplateInput!) { result: updateTemplate(id: $id, input: $input) ${TEMPLATE} }`;

const variables = [
  { name: 'title', type: 'STRING', default: 'Hello', description: 'what is said' },
  { name: 'from', type: 'NUMBER', default: 0 },
  { name: 'sale', type: 'BOOLEAN' },
];
const timeline = textTimeline({
  tracks: [
    { clips: [{ type: 'text', text: '{{title}}', start: '{{from}}', length: 2 }] },
    { clips: [{ type: 'text', text: 'SALE', start: 0, length: 1, when: { variable: 'sale', equals: true } }] },
  ],
});

describe('templates', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const create = async (input: object = {}, by = client) =>
    (await by.ask(CREATE, { input: { name: 'Promo', timeline, variables, ...input } })).data.result;
  const update = async (id: string, input: object, by = client) => (await by.ask(UPDATE, { id, input })).data.result;
  const paths = (errors: { code: string; path: string[] }[]) => errors.map((e) => `${e.path.join('.')} ${e.code}`);

  it('are kept with their variables, changed and deleted', async () => {
    const own = await gateway.client();
    const { template, userErrors } = await create({}, own);
    expect(userErrors).toEqual([]);
    expect(template).toMatchObject({ name: 'Promo', timeline, createdBy: { id: own.principal } });
    expect(template.variables).toEqual([
      { name: 'title', type: 'STRING', default: 'Hello', description: 'what is said' },
      { name: 'from', type: 'NUMBER', default: 0, description: null },
      { name: 'sale', type: 'BOOLEAN', default: null, description: null },
    ]);
    expect((await update(template.id, { name: 'Offer' }, own)).template).toMatchObject({ name: 'Offer', timeline });
    expect((await own.ask('{ templates { id name } }')).data.templates).toEqual([{ id: template.id, name: 'Offer' }]);
    const remove = () => own.ask(`mutation ($id: ID!) { deleteTemplate(id: $id) { deletedId ${USER_ERRORS} } }`, { id: template.id });
    expect((await remove()).data.deleteTemplate).toEqual({ deletedId: template.id, userErrors: [] });
    expect((await remove()).data.deleteTemplate.userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
  });

  it('are made once under a key', async () => {
    const [a, b] = await Promise.all([create({ idempotencyKey: 'k' }), create({ idempotencyKey: 'k' })]);
    expect(a.template.id).toBe(b.template.id);
    expect((await create({ idempotencyKey: 'k', name: 'other' })).userErrors).toEqual([
      expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT' }),
    ]);
  });

  it('say what is wrong with them', async () => {
    expect(paths((await create({ name: ' ', variables: variables.slice(1) })).userErrors)).toEqual([
      'name INVALID_VALUE',
      'timeline.tracks.0.clips.0.text UNKNOWN_VARIABLE',
    ]);
    expect(paths((await create({ variables: [...variables, { name: 'ink', type: 'COLOR', default: 'red' }] })).userErrors)).toEqual([
      'variables.3.default INVALID_VALUE',
    ]);
    const all = variables.map((v) => ({ default: true, ...v }));
    expect(
      paths((await create({ variables: all, timeline: { ...timeline, canvas: { width: 1, height: 360, fps: 30 } } })).userErrors),
    ).toEqual(['timeline.canvas.width OUT_OF_RANGE', 'timeline.canvas.width OUT_OF_RANGE']);
    const { template } = await create();
    expect(paths((await update(template.id, { variables: [] })).userErrors)).toHaveLength(3);
  });

  it("are a workspace's own", async () => {
    const stranger = await gateway.client();
    const { template } = await create();
    expect((await stranger.ask('query ($id: ID!) { template(id: $id) { id } templates { id } }', { id: template.id })).data).toEqual({
      template: null,
      templates: [],
    });
    expect((await update(template.id, { name: 'mine' }, stranger)).userErrors).toEqual([expect.objectContaining({ code: 'NOT_FOUND' })]);
    const { render, userErrors } = (await stranger.ask(CREATE_RENDER, { input: { templateId: template.id } })).data.createRender;
    expect([render, paths(userErrors)]).toEqual([null, ['templateId NOT_FOUND']]);
  });

  describe('in createRender', () => {
    const render = async (input: object) => (await client.ask(CREATE_RENDER, { input })).data.createRender;

    it('take the place of a timeline, with defaults filled in', async () => {
      const { template } = await create();
      const { render: made, userErrors } = await render({ templateId: template.id, variables: { sale: true, title: 'Bye' } });
      expect(userErrors).toEqual([]);
      const key = objectKeys.timeline(client.workspaceId, made.id);
      const stored = await gateway.store.getJson<StoredTimeline>(key);
      expect(stored).toEqual({ timeline, variables: { title: 'Bye', from: 0, sale: true } });
      await update(template.id, { timeline: textTimeline(), variables: [] });
      expect(await gateway.store.getJson(key)).toEqual(stored);
    });

    it('say which value is missing, unknown or of another type', async () => {
      const { template } = await create();
      const { userErrors } = await render({ templateId: template.id, variables: { titel: 'x', from: '1' } });
      expect(paths(userErrors)).toEqual(['variables.titel UNKNOWN_VARIABLE', 'variables.from INVALID_TYPE', 'variables.sale REQUIRED']);
      expect(paths((await render({ templateId: template.id, variables: [] })).userErrors)).toEqual(['variables INVALID_VALUE']);
    });

    it('stand instead of a timeline, not beside one', async () => {
      const { template } = await create();
      expect(paths((await render({ templateId: template.id, timeline })).userErrors)).toEqual(['templateId INVALID_VALUE']);
      expect(paths((await render({})).userErrors)).toEqual(['timeline REQUIRED']);
    });
  });
});
