import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getRender, setWorkspaceDefaults } from '@workprint/projection';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const CREATE = `mutation ($input: CreateRenderInput!) {
  createRender(input: $input) { render { id backend estimate { cost { amount currency } } } userErrors { code message path hint } }
}`;
const timeline = (more: object = {}) => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [{ clips: [{ type: 'text', text: 'Hello', start: 0, length: 2, ...more }] }],
});

let gateway: TestGateway;
let client: Client;
beforeAll(async () => {
  gateway = await startGateway();
  client = await gateway.client();
});
afterAll(() => gateway.close());

const create = async (input: object, by: Client = client) => (await by.ask(CREATE, { input })).data.createRender;

describe('the backend of a render', () => {
  it('is what was asked for, with what it will cost', async () => {
    const { render, userErrors } = await create({ timeline: timeline(), backend: 'MEDIACONVERT' });
    expect(userErrors).toEqual([]);
    expect(render).toMatchObject({ backend: 'MEDIACONVERT', estimate: { cost: { amount: '0.0013', currency: 'USD' } } });
    const started = gateway.workflows.renders.find((r) => r.renderId === render.id);
    expect(started?.backend).toBe('MEDIACONVERT');
    const ours = await create({ timeline: timeline() });
    expect(ours.render).toMatchObject({ backend: 'FFMPEG', estimate: { cost: null } });
    expect(gateway.workflows.renders.find((r) => r.renderId === ours.render.id)).not.toHaveProperty('backend');
  });

  it("is the workspace's own when none was asked for", async () => {
    const other = await gateway.client();
    await gateway.database.withWorkspace(other.workspaceId, (tx) => setWorkspaceDefaults(tx, { defaultBackend: 'MEDIACONVERT' }));
    expect((await create({ timeline: timeline() }, other)).render.backend).toBe('MEDIACONVERT');
    expect((await create({ timeline: timeline(), backend: 'FFMPEG' }, other)).render.backend).toBe('FFMPEG');
  });

  it('makes no drafts with MediaConvert', async () => {
    const { userErrors } = await create({ timeline: timeline(), backend: 'MEDIACONVERT', draft: true });
    expect(userErrors).toContainEqual(expect.objectContaining({ code: 'NOT_EXPRESSIBLE', path: ['draft'] }));
  });

  it('refuses what it cannot express, with every path, and says nothing of it to FFMPEG', async () => {
    const moving = {
      rotation: [
        { at: 0, value: 0 },
        { at: 1, value: 90 },
      ],
    };
    const input = { timeline: timeline(moving), output: { format: 'gif' } };
    const { render, userErrors } = await create({ ...input, backend: 'MEDIACONVERT' });
    expect(render).toBeNull();
    expect(userErrors.map((e: { code: string; path: string[] }) => [e.code, e.path.join('.')])).toEqual([
      ['NOT_EXPRESSIBLE', 'timeline.tracks.0.clips.0.rotation'],
      ['NOT_EXPRESSIBLE', 'output.format'],
    ]);
    const listed = await create({ timeline: timeline(), outputs: [{}, { format: 'webm' }], backend: 'MEDIACONVERT' });
    expect(listed.userErrors.map((e: { path: string[] }) => e.path.join('.'))).toEqual(['outputs.1.format']);
    expect((await create(input)).userErrors).toEqual([]);
  });

  it('names the settings that are missing; all else works', async () => {
    const bare = await startGateway({ mediaConvert: { missing: ['MEDIA_CONVERT_ROLE_ARN', 'AWS_REGION'], callbackToken: null } });
    try {
      const someone = await bare.client();
      const { userErrors } = await create({ timeline: timeline(), backend: 'MEDIACONVERT' }, someone);
      expect(userErrors).toMatchObject([{ code: 'BACKEND_NOT_CONFIGURED', path: ['backend'] }]);
      expect(userErrors[0].message).toContain('MEDIA_CONVERT_ROLE_ARN and AWS_REGION');
      const { render } = await create({ timeline: timeline() }, someone);
      expect(await bare.database.withWorkspace(someone.workspaceId, (tx) => getRender(tx, render.id))).toMatchObject({ backend: 'FFMPEG' });
    } finally {
      await bare.close();
    }
  });
});
