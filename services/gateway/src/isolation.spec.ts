import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { insertGeneration } from '@workprint/projection';
import { aGeneration } from '@workprint/testing';
import { CREATE_RENDER, CREATE_UPLOAD, textTimeline } from '../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../test/gateway.ts';

describe('a second workspace', () => {
  let gateway: TestGateway;
  let owner: Client;
  let stranger: Client;
  let ids: { render: string; asset: string; generation: string };

  beforeAll(async () => {
    gateway = await startGateway();
    [owner, stranger] = [await gateway.client(), await gateway.client()];
    const { generation } = await gateway.database.withWorkspace(owner.workspaceId, (tx) => insertGeneration(tx, aGeneration()));
    ids = {
      render: (await owner.ask(CREATE_RENDER, { input: { timeline: textTimeline() } })).data.createRender.render.id,
      asset: (await owner.ask(CREATE_UPLOAD, { input: { name: 'a', contentType: 'video/mp4', bytes: '1' } })).data.createUpload.asset.id,
      generation: generation.id,
    };
  });
  afterAll(() => gateway.close());

  const LISTS = '{ renders { nodes { id } } assets { nodes { id } } generations { nodes { id } } queue { queued generations } }';
  const ONES = `query ($render: ID!, $asset: ID!, $generation: ID!) {
    render(id: $render) { id } asset(id: $asset) { id } generation(id: $generation) { id } }`;

  it('sees none of the first one, which sees its own', async () => {
    const none = { nodes: [] };
    expect((await stranger.ask(LISTS)).data).toEqual({
      renders: none,
      assets: none,
      generations: none,
      queue: { queued: 0, generations: 0 },
    });
    expect((await stranger.ask(ONES, ids)).data).toEqual({ render: null, asset: null, generation: null });
    expect((await owner.ask(ONES, ids)).data).toEqual({
      render: { id: ids.render },
      asset: { id: ids.asset },
      generation: { id: ids.generation },
    });
    expect((await owner.ask(LISTS)).data.queue).toEqual({ queued: 1, generations: 1 });
  });

  it('takes ids that are none for what is not there', async () => {
    const odd = { render: "' OR 1=1", asset: '', generation: '\u0000' };
    expect((await owner.ask(ONES, odd)).data).toEqual({ render: null, asset: null, generation: null });
  });

  it('changes nothing of the first one', async () => {
    for (const name of ['cancelRender', 'deleteRender', 'retryRender']) {
      const { data } = await stranger.ask(`mutation ($id: ID!) { result: ${name}(id: $id) { userErrors { code } } }`, { id: ids.render });
      expect(data.result.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
    }
    const { data } = await stranger.ask('mutation ($id: ID!) { cancelGeneration(id: $id) { userErrors { code } } }', {
      id: ids.generation,
    });
    expect(data.cancelGeneration.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  });
});
