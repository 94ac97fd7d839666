import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { RefusedError, type Workprint } from '@workprint/sdk';
import { compilePlans, parseTimeline, resolveOutput } from '@workprint/timeline';
import { CREATE_RENDER, textTimeline, USER_ERRORS } from '../../test/documents.ts';
import { type Client, startSdkGateway, type TestGateway } from '../../test/gateway.ts';

const toolchain = { ffmpeg: 'ffmpeg spec', canvas: 'spec', arch: 'x64', fonts: {} };

describe('compareRenders', () => {
  let gateway: TestGateway;
  let client: Client;
  let workprint: Workprint;
  beforeAll(async () => {
    ({ gateway, client, workprint } = await startSdkGateway());
  });
  afterAll(() => gateway.close());

  const created = async (timeline: object): Promise<string> =>
    (await client.ask(CREATE_RENDER, { input: { timeline } })).data.createRender.render.id;
  /** As if a worker had prepared it. */
  const planned = async (timeline: object, crf?: number): Promise<string> => {
    const id = await created(timeline);
    const parsed = parseTimeline(timeline);
    const output = parsed.ok ? resolveOutput(parsed.value.canvas, null, { crf }) : parsed;
    if (!parsed.ok || !output.ok) throw new Error('invalid');
    const plans = compilePlans({ timeline: parsed.value, outputs: [output.value], assets: {}, generated: {}, toolchain });
    if (!plans.ok) throw new Error(JSON.stringify(plans.problems));
    await Promise.all(plans.value.map((plan, i) => gateway.store.putJson(objectKeys.plan(client.workspaceId, id, 1, i), plan)));
    return id;
  };
  const refusals = async (a: string, b: string, by: Client = client) => {
    const query = `query ($a: ID!, $b: ID!) { compareRenders(a: $a, b: $b) { comparison { same } ${USER_ERRORS} } }`;
    const { comparison, userErrors } = (await by.ask(query, { a, b })).data.compareRenders;
    expect(comparison).toBeNull();
    return userErrors.map((e: { code: string; path: string[] }) => [e.code, ...e.path]);
  };

  it('lists what differs, chunk by chunk with its frames', async () => {
    const [a, b] = [await planned(textTimeline()), await planned(textTimeline({}, { text: 'Goodbye' }), 30)];
    const changes = [
      { kind: 'SETTING', clip: null, property: 'crf', from: expect.any(String), to: '30', message: expect.stringContaining('crf') },
      {
        ...{ kind: 'CLIP_CHANGED', clip: 'tracks[0].clips[0]', property: 'text', from: '"Hello"', to: '"Goodbye"' },
        message: 'tracks[0].clips[0]: text was "Hello" and is "Goodbye".',
      },
    ];
    expect(await workprint.compareRenders(a, b)).toEqual({
      a: { id: a, status: 'QUEUED' },
      b: { id: b, status: 'QUEUED' },
      same: false,
      changes,
      sources: { added: [], removed: [] },
      chunks: [{ index: 0, startFrame: 0, endFrame: 60, startSeconds: 0, endSeconds: 2, same: false, changes }],
      sounds: [],
    });
  });

  it('says that the same is the same', async () => {
    const [a, b] = [await planned(textTimeline()), await planned(textTimeline())];
    expect(await workprint.compareRenders(a, b)).toMatchObject({ same: true, changes: [], chunks: [{ same: true, changes: [] }] });
  });

  it('refuses a render that has no plan yet, is not there, or is another workspace’s', async () => {
    const [a, waiting] = [await planned(textTimeline()), await created(textTimeline())];
    expect(await refusals(a, waiting)).toEqual([['NOT_PLANNED', 'b']]);
    expect(await refusals('nothing', a)).toEqual([['NOT_FOUND', 'a']]);
    expect(await refusals(a, a, await gateway.client())).toEqual([
      ['NOT_FOUND', 'a'],
      ['NOT_FOUND', 'b'],
    ]);
    await expect(workprint.compareRenders(a, waiting)).rejects.toThrow(RefusedError);
  });
});
