import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FrameInput, failure, type StoredTimeline } from '@workprint/contracts';
import { insertAsset, recordAssetStep } from '@workprint/projection';
import { toApplicationFailure } from '@workprint/runtime';
import { anAsset } from '@workprint/testing';
import { CREATE_RENDER, textTimeline, USER_ERRORS, videoTimeline } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';
import { frameAtTime } from './frame-request.ts';

const FRAME = `mutation ($input: RenderFrameInput!) { renderFrame(input: $input) { url width height frame at ${USER_ERRORS} } }`;
const NOTHING = { url: null, width: null, height: null, frame: null, at: null };

describe('renderFrame', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const drawn = ({ workspaceId, output, frame }: FrameInput) => ({
    ...{ ok: true as const, objectKey: `ws/${workspaceId}/frames/x.png`, reused: false },
    ...{ width: output.width, height: output.height, at: (frame * output.fps.den) / output.fps.num },
  });
  const ask = async (input: object, by: Client = client) => {
    const { data, errors } = await by.ask(FRAME, { input });
    expect(errors).toEqual([]);
    return data.renderFrame;
  };
  const problems = async (input: object, by?: Client) => {
    const { userErrors, ...rest } = await ask(input, by);
    expect(rest).toEqual(NOTHING);
    return userErrors.map(({ code, path }: { code: string; path: string[] | null }) => [code, path?.join('.')]);
  };

  it('has the frame of a timeline drawn and answers with its address', async () => {
    gateway.workflows.frame = drawn;
    const timeline = textTimeline({}, { text: 'Hello {{name}}' });
    const input = { timeline, variables: { name: 'x' }, output: { width: 320, height: 180 }, at: 0.7 };
    expect(await ask(input)).toEqual({
      ...{ url: expect.stringContaining(`/ws/${client.workspaceId}/frames/x.png?`), width: 320, height: 180, frame: 21, at: 0.7 },
      userErrors: [],
    });
    const [first] = gateway.workflows.frames.slice(-1);
    expect(first?.input).toMatchObject({ frame: 21, format: 'png', rootId: null, output: { width: 320, fps: { num: 30, den: 1 } } });
    expect(await gateway.store.getJson<StoredTimeline>(first?.input.timelineKey ?? '')).toEqual({ timeline, variables: { name: 'x' } });

    await ask({ ...input, at: undefined, frame: 21 });
    await ask({ ...input, format: 'JPEG' });
    const [same, other] = gateway.workflows.frames.slice(-2);
    expect(same).toEqual(first);
    expect(other?.request).not.toBe(first?.request);
    expect(other?.input).toMatchObject({ format: 'jpeg', timelineKey: first?.input.timelineKey });
  });

  it("shows a render's frame with its own timeline, variables and output", async () => {
    gateway.workflows.frame = drawn;
    const timeline = textTimeline({}, { text: 'Hello {{name}}' });
    const request = { timeline, variables: { name: 'x' }, output: { width: 320, height: 180, fps: 25 } };
    const { render } = (await client.ask(CREATE_RENDER, { input: request })).data.createRender;
    expect(await ask({ renderId: render.id, at: 1 })).toMatchObject({ width: 320, height: 180, frame: 25, userErrors: [] });
    const { input } = gateway.workflows.frames.at(-1) ?? {};
    expect(input).toMatchObject({ rootId: render.id, timelineKey: expect.stringContaining(render.id) });
    expect(await ask({ renderId: render.id, at: 1, output: { width: 160, height: 90 } })).toMatchObject({
      width: 160,
      height: 90,
      frame: 25,
    });

    const other = await gateway.client();
    expect(await problems({ renderId: render.id, at: 1 }, other)).toEqual([['NOT_FOUND', 'renderId']]);
    expect(await problems({ renderId: 'nonsense', at: 1 })).toEqual([['NOT_FOUND', 'renderId']]);
    expect(await problems({ renderId: render.id, at: 1, variables: {}, preset: 'web' })).toEqual([
      ['INVALID_VALUE', 'variables'],
      ['INVALID_VALUE', 'preset'],
    ]);
  });

  it('refuses what contradicts itself, and what is wrong in the timeline, with its path', async () => {
    const timeline = textTimeline();
    expect(await problems({})).toEqual([
      ['INVALID_VALUE', 'timeline'],
      ['INVALID_VALUE', 'at'],
    ]);
    expect(await problems({ timeline, at: 1, frame: 2 })).toEqual([['INVALID_VALUE', 'at']]);
    expect(await problems({ timeline, at: -0.1 })).toEqual([['OUT_OF_RANGE', 'at']]);
    expect(await problems({ timeline, at: 1e308 })).toEqual([['OUT_OF_RANGE', 'at']]);
    expect(await problems({ timeline, frame: -1 })).toEqual([['OUT_OF_RANGE', 'frame']]);
    expect(await problems({ timeline, at: 1, preset: 'nope', output: { width: 7 } })).toEqual(
      expect.arrayContaining([
        ['UNKNOWN_PRESET', 'preset'],
        ['OUT_OF_RANGE', 'output.width'],
      ]),
    );
    expect(await problems({ timeline: textTimeline({}, { lenght: 1, size: 2 }), at: 1 })).toEqual([
      ['UNKNOWN_KEY', 'timeline.tracks.0.clips.0.lenght'],
      ['UNKNOWN_KEY', 'timeline.tracks.0.clips.0.size'],
    ]);
    const rejected = anAsset();
    await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
      await insertAsset(tx, rejected);
      await recordAssetStep(tx, { assetId: rejected.id, change: { to: 'REJECTED', failure: failure('UNREADABLE_MEDIA', 'no') } });
    });
    expect(await problems({ timeline: videoTimeline(rejected.id), at: 0 })).toEqual([['ASSET_REJECTED', 'timeline.tracks.0.clips.0.src']]);
    expect(await problems({ timeline: videoTimeline('00000000-0000-7000-8000-000000000000'), at: 0 })).toEqual([
      ['ASSET_NOT_FOUND', 'timeline.tracks.0.clips.0.src'],
    ]);
  });

  it('passes on what the worker found: problems, failures, and nothing of a fault of ours', async () => {
    const timeline = textTimeline();
    gateway.workflows.frame = () => ({ ok: false, problems: [{ path: ['at'], code: 'OUT_OF_RANGE', message: 'too late' }] });
    expect(await problems({ timeline, at: 99 })).toEqual([['OUT_OF_RANGE', 'at']]);
    expect(await problems({ timeline, frame: 99 })).toEqual([['OUT_OF_RANGE', 'frame']]);
    gateway.workflows.frame = () => toApplicationFailure(failure('MISSING_GLYPH', 'no 漢', { path: 'tracks[0].clips[0].text' }));
    expect(await problems({ timeline, at: 1 })).toEqual([['MISSING_GLYPH', 'timeline.tracks.0.clips.0.text']]);
    gateway.workflows.frame = () => new Error('secret of the house');
    const { errors } = await client.ask(FRAME, { input: { timeline, at: 1 } });
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: 'INTERNAL_SERVER_ERROR' } })]);
    expect(JSON.stringify(errors)).not.toContain('secret');
  });

  it('counts the frame that is shown at a time', () => {
    const ntsc = { num: 30000, den: 1001 };
    expect([0, 0.0333, 0.7, 0.999, 1].map((t) => frameAtTime(t, { num: 30, den: 1 }))).toEqual([0, 0, 21, 29, 30]);
    expect([0, 1001 / 30000, 1, 10.01].map((t) => frameAtTime(t, ntsc))).toEqual([0, 1, 29, 300]);
  });
});
