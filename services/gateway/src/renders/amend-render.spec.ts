import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RenderChange, StoredTimeline } from '@workprint/contracts';
import { getRender, recordRenderStep } from '@workprint/projection';
import { CREATE_RENDER, textTimeline, USER_ERRORS } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const AMEND = `mutation ($id: ID!, $input: AmendRenderInput!) {
  result: amendRender(id: $id, input: $input) { render { id revision playlistUrl estimate { frames } } ${USER_ERRORS} } }`;
const NOBODY = '00000000-0000-7000-8000-000000000000';
const other = textTimeline({}, { text: 'Other', length: 3 });

describe('amendRender', () => {
  let gateway: TestGateway;
  let client: Client;
  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const create = async (input: object = {}): Promise<string> =>
    (await client.ask(CREATE_RENDER, { input: { timeline: textTimeline(), ...input } })).data.createRender.render.id;
  const amend = async (id: string, input: object, by: Client = client) => (await by.ask(AMEND, { id, input })).data.result;
  const codes = ({ userErrors }: { userErrors: { code: string }[] }) => userErrors.map((e) => e.code);
  const record = (renderId: string, change: RenderChange) =>
    gateway.database.withWorkspace(client.workspaceId, (tx) => recordRenderStep(tx, { renderId, step: change.to, change }));
  const row = async (id: string) => (await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, id)))!;
  const told = (id: string) => gateway.workflows.amended.filter((one) => one.id === id).map(({ to }) => to);

  it('keeps the new timeline, raises the revision and tells the workflow what the row says', async () => {
    const id = await create();
    await record(id, { to: 'PLANNING' });
    const timeline = textTimeline({}, { text: 'Hello {{name}}', length: 3 });
    const result = await amend(id, { timeline, variables: { name: 'Ada' } });
    expect(result).toEqual({ render: { id, revision: 2, playlistUrl: null, estimate: { frames: 90 } }, userErrors: [] });
    const { timelineKey } = await row(id);
    expect(told(id)).toEqual([{ revision: 2, timelineKey }]);
    expect(await gateway.store.getJson<StoredTimeline>(timelineKey)).toEqual({ timeline, variables: { name: 'Ada' } });
  });

  it('answers the same key with the render again, another input with a conflict', async () => {
    const id = await create();
    const input = { timeline: other, idempotencyKey: `key-${id}` };
    const answers = await Promise.all(Array.from({ length: 4 }, () => amend(id, input)));
    for (const answer of [...answers, await amend(id.toUpperCase(), input)]) {
      expect(answer).toMatchObject({ render: { id, revision: 2 }, userErrors: [] });
    }
    expect(codes(await amend(id, { ...input, timeline: textTimeline() }))).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(codes(await amend(await create(), input))).toEqual(['IDEMPOTENCY_CONFLICT']);
    const stored = await gateway.store.list(`ws/${client.workspaceId}/renders/${id}/`);
    expect(stored.map(({ key }) => key)).toHaveLength(2);
  });

  it('holds when Temporal does not answer', async () => {
    const id = await create();
    gateway.workflows.away = true;
    expect(await amend(id, { timeline: other })).toMatchObject({ render: { revision: 2 } });
    gateway.workflows.away = false;
    expect(told(id)).toEqual([]);
  });

  it('says all that is wrong with the timeline, and then changes nothing', async () => {
    const id = await create();
    const wrong = textTimeline({}, { text: 5, start: -1, colour: 'red' });
    const answer = await amend(id, { timeline: wrong, maxCost: '0.1234567', idempotencyKey: `wrong-${id}` });
    expect(answer.render).toBeNull();
    expect(answer.userErrors.length).toBeGreaterThanOrEqual(4);
    expect(answer.userErrors[1].path.slice(0, 5)).toEqual(['timeline', 'tracks', '0', 'clips', '0']);
    expect(await row(id)).toMatchObject({ revision: 1, lastSeq: 1 });
    expect(await amend(id, { timeline: other, idempotencyKey: `wrong-${id}` })).toMatchObject({ render: { revision: 2 } });
    expect(codes(await amend(id, {}))).toEqual(['REQUIRED']);
  });

  it('names why a render cannot be amended any more', async () => {
    const ends: [RenderChange, string][] = [
      [{ to: 'ASSEMBLING' }, 'TOO_LATE'],
      [{ to: 'PUBLISHING' }, 'TOO_LATE'],
      [{ to: 'CANCELED' }, 'RENDER_ENDED'],
    ];
    for (const [change, code] of ends) {
      const id = await create();
      await record(id, change);
      expect(await amend(id, { timeline: other })).toMatchObject({ render: null, userErrors: [{ code, path: ['id'] }] });
    }
    const stopping = await create();
    await client.ask('mutation ($id: ID!) { cancelRender(id: $id) { render { id } } }', { id: stopping });
    expect(codes(await amend(stopping, { timeline: other }))).toEqual(['CANCEL_REQUESTED']);
  });

  it("does not know another workspace's renders", async () => {
    const stranger = await gateway.client();
    const id = await create();
    expect(codes(await amend(id, { timeline: other }, stranger))).toEqual(['NOT_FOUND']);
    expect(codes(await amend(NOBODY, { timeline: other }))).toEqual(['NOT_FOUND']);
    expect(await row(id)).toMatchObject({ revision: 1 });
  });

  it('checks the cap anew, with a new one or the old', async () => {
    const src = { generate: { provider: 'luma', model: 'ray-2', prompt: 'a river', length: 5 } };
    const dear = textTimeline({ tracks: [{ clips: [{ type: 'video', src, start: 0, length: 5 }] }] });
    const id = await create({ maxCost: '0.01' });
    expect(codes(await amend(id, { timeline: dear }))).toEqual(['SPEND_LIMIT']);
    expect(await amend(id, { timeline: dear, maxCost: '50' })).toMatchObject({ render: { revision: 2 } });
    expect((await row(id)).maxCost).toBe(50_000_000n);
    expect(await amend(id, { timeline: other })).toMatchObject({ render: { revision: 3 } });
    expect((await row(id)).maxCost).toBe(50_000_000n);
  });

  it('takes a template', async () => {
    const template = await client.ask('mutation ($input: CreateTemplateInput!) { createTemplate(input: $input) { template { id } } }', {
      input: {
        name: 't',
        timeline: textTimeline({}, { text: '{{title}}', length: 4 }),
        variables: [{ name: 'title', type: 'STRING', default: 'x' }],
      },
    });
    const templateId = template.data.createTemplate.template.id;
    expect(await amend(await create(), { templateId })).toMatchObject({ render: { revision: 2, estimate: { frames: 120 } } });
    expect(codes(await amend(await create(), { templateId, variables: { titel: 'y' } }))).toHaveLength(1);
  });
});
