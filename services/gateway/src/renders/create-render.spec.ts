import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys, type StoredTimeline } from '@workprint/contracts';
import { fileAsset, getRender, insertAsset, recordAssetStep } from '@workprint/projection';
import { anAsset } from '@workprint/testing';
import { CREATE_RENDER, textTimeline, videoTimeline } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

describe('createRender', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const create = async (input: object, by: Client = client) => {
    const { data, errors } = await by.ask(CREATE_RENDER, { input });
    expect(errors).toEqual([]);
    return data.createRender;
  };
  const problem = async (input: object) => {
    const { render, userErrors } = await create(input);
    expect(render).toBeNull();
    return userErrors;
  };

  it('keeps the row and the timeline and starts the workflow', async () => {
    const input = {
      timeline: textTimeline(),
      variables: { name: 'x' },
      preset: 'youtube',
      projectId: 'p1',
      metadata: { mine: [1, 2] },
      timeoutSeconds: 90,
    };
    const { render, userErrors } = await create(input);
    expect(userErrors).toEqual([]);
    expect(render).toMatchObject({
      status: 'QUEUED',
      priority: 2,
      projectId: 'p1',
      timeoutSeconds: 90,
      createdBy: { id: client.principal, name: 'spec', kind: 'API_KEY' },
      workflowUrl: `http://temporal.spec/namespaces/workprint/workflows/render-${render.id}`,
    });
    const stored = await gateway.store.getJson<StoredTimeline>(objectKeys.timeline(client.workspaceId, render.id));
    expect(stored).toEqual({ timeline: input.timeline, variables: { name: 'x' } });
    expect(gateway.workflows.renders.filter((w) => w.renderId === render.id)).toEqual([
      expect.objectContaining({ workspaceId: client.workspaceId, preset: 'youtube', priority: 2, timeoutSeconds: 90, rootId: render.id }),
    ]);
    const row = await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, render.id));
    expect(row).toMatchObject({ metadata: { mine: [1, 2] }, framesTotal: 60, workflowStartedAt: expect.any(Date) });
  });

  it('takes several outputs, each with its own preset, and says all that is wrong with them', async () => {
    const outputs = [{ preset: 'web', width: 640, height: 360 }, {}, { format: 'mp3' }];
    const { render } = await create({ timeline: textTimeline(), outputs });
    const [started] = gateway.workflows.renders.filter((w) => w.renderId === render.id);
    expect(started).toMatchObject({
      preset: 'web',
      priority: 4,
      outputs: [{ format: 'webm', width: 640 }, { format: 'mp4' }, { format: 'mp3' }],
    });
    expect(await problem({ timeline: textTimeline(), preset: 'web', outputs: [{}, { crf: 99 }, { preset: 'nope' }] })).toMatchObject([
      { code: 'CONFLICT', path: ['preset'] },
      { code: 'OUT_OF_RANGE', path: ['outputs', '1', 'crf'] },
      { code: 'UNKNOWN_PRESET', path: ['outputs', '2', 'preset'] },
    ]);
  });

  it('takes what is made once from all frames', async () => {
    const output = { loop: 2, colors: 64, dither: 'bayer', maxBytes: 100_000 };
    const { render } = await create({ timeline: textTimeline(), preset: 'gif', output });
    const row = await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, render.id));
    expect(row?.outputSettings).toMatchObject([{ format: 'gif', codec: 'lossless', width: 480, once: { kind: 'gif', ...output } }]);
    const sheet = { format: 'sprite', width: 160, intervalSeconds: 0.5, columns: 4, quality: 80 };
    for (const asked of [sheet, { format: 'webp', at: 1 }, { format: 'pixel_art', scaling: 'nearest' }])
      expect((await create({ timeline: textTimeline(), output: asked })).userErrors).toEqual([]);
    const still = await create({ timeline: textTimeline(), output: { format: 'png' } });
    const kept = await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, still.render.id));
    expect(kept).toMatchObject({ framesTotal: 1, estimate: { frames: 1 } });
    expect(await problem({ timeline: textTimeline(), output: { format: 'pixel_art', colors: 300 } })).toMatchObject([
      { code: 'OUT_OF_RANGE', path: ['output', 'colors'] },
    ]);
  });

  it('refuses a file of a render as media', async () => {
    const { id } = anAsset();
    const file = { id, createdBy: 'key:spec', name: 'frames.zip', contentType: 'application/zip', objectKey: 'k', sha256: 'a', bytes: 1n };
    await gateway.database.withWorkspace(client.workspaceId, (tx) => fileAsset(tx, file));
    expect(await problem({ timeline: videoTimeline(id) })).toMatchObject([
      { code: 'ASSET_REJECTED', message: expect.stringContaining('it is a file of a render, not media') },
    ]);
  });

  it('says what of an output its codec cannot hold, and warns of what it does not use', async () => {
    expect(await problem({ timeline: textTimeline(), output: { codec: 'h265', alpha: true } })).toMatchObject([
      { code: 'NOT_FOR_CODEC', path: ['output', 'alpha'], hint: expect.stringContaining('webm') },
    ]);
    const { render, warnings } = await create({ timeline: textTimeline(), output: { crf: 20, bitrateKbps: 4000 } });
    expect(render.status).toBe('QUEUED');
    expect(warnings).toEqual([{ code: 'CRF_WINS', path: ['output', 'bitrateKbps'] }]);
  });

  it('takes how bits are to be spent, and says what does not go together', async () => {
    const outputs = [{ maxRateKbps: 2500 }, { bitrateKbps: 2000, twoPass: true }, { format: 'webm', maxBytes: 500_000 }];
    const { render } = await create({ timeline: textTimeline(), outputs });
    const row = await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, render.id));
    expect(row?.outputSettings).toMatchObject([
      { crf: 20, maxRateKbps: 2500 },
      outputs[1],
      { ...outputs[2], crf: null, bitrateKbps: null },
    ]);
    const bad = [
      { twoPass: true, crf: 20 },
      { maxBytes: 500_000, bitrateKbps: 2000 },
      { codec: 'av1', maxRateKbps: 2500 },
    ];
    expect(await problem({ timeline: textTimeline(), outputs: bad })).toMatchObject([
      { code: 'NEEDS_BITRATE', path: ['outputs', '0', 'twoPass'], hint: expect.stringContaining('bitrateKbps') },
      { code: 'NOT_TOGETHER', path: ['outputs', '1', 'bitrateKbps'], hint: expect.stringContaining('maxBytes') },
      { code: 'NOT_FOR_CODEC', path: ['outputs', '2', 'maxRateKbps'], hint: expect.stringContaining('h264') },
    ]);
  });

  it('accepts while Temporal is away: the sweeper will start it', async () => {
    gateway.workflows.away = true;
    try {
      const { render, userErrors } = await create({ timeline: textTimeline() });
      expect(userErrors).toEqual([]);
      const row = await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, render.id));
      expect(row).toMatchObject({ status: 'QUEUED', workflowStartedAt: null });
    } finally {
      gateway.workflows.away = false;
    }
  });

  describe('bad input', () => {
    const clip = (change: object) => textTimeline({}, change);

    it('names unknown keys', async () => {
      expect(await problem({ timeline: clip({ lenght: 3 }) })).toContainEqual(
        expect.objectContaining({ path: ['timeline', 'tracks', '0', 'clips', '0', 'lenght'], hint: expect.stringContaining('length') }),
      );
    });

    it('refuses overlaps that cannot be', async () => {
      const clips = [
        { type: 'text', text: 'a', start: 0, length: 2 },
        { type: 'text', text: 'b', start: 1, length: 2 },
      ];
      const [first] = await problem({ timeline: textTimeline({ tracks: [{ clips }] }) });
      expect(first.path.slice(0, 5)).toEqual(['timeline', 'tracks', '0', 'clips', '1']);
    });

    it.each([
      ['negative', -1],
      ['NaN, which JSON turns into null', Number.NaN],
      ['a word', 'soon'],
      ['beyond any clock', 1e300],
    ])('refuses a time that is %s', async (_what, start) => {
      const paths = (await problem({ timeline: clip({ start }) })).map((p: { path: string[] }) => p.path.slice(0, 5).join('.'));
      expect(paths).toContain('timeline.tracks.0.clips.0');
    });

    it('refuses 10 hours', async () => {
      const [first] = await problem({ timeline: clip({ length: 36_000 }) });
      expect(first.path[0]).toBe('timeline');
      expect(first.message).toMatch(/14400|4 h|hours/);
    });

    it('refuses an output larger than the workspace may make', async () => {
      const [first, ...others] = await problem({ timeline: clip({}), outputs: [{}, { width: 4096, height: 2400 }] });
      expect(others).toEqual([]);
      expect(first).toMatchObject({ code: 'SIZE_NOT_ALLOWED', path: ['outputs', '1'], message: expect.stringContaining('2160') });
      const large = { width: 4096, height: 2400 };
      expect(await problem({ timeline: clip({}), outputs: [large] })).toEqual([expect.objectContaining({ path: ['outputs', '0'] })]);
      expect(await problem({ timeline: clip({}), output: large })).toEqual([expect.objectContaining({ path: ['output'] })]);
    });

    it('refuses documents that are no timelines', async () => {
      for (const timeline of [undefined, null, 7, 'x', [], {}]) expect((await problem({ timeline })).length).toBeGreaterThan(0);
    });

    it('says where a missing asset stands', async () => {
      const src = ['timeline', 'tracks', '0', 'clips', '0', 'src'];
      for (const id of ['00000000-0000-7000-8000-000000000000', 'not-an-id']) {
        expect(await problem({ timeline: videoTimeline(id) })).toEqual([expect.objectContaining({ code: 'ASSET_NOT_FOUND', path: src })]);
      }
    });

    it('says where a font is none, or missing', async () => {
      const timeline = (font: string) => ({
        version: 1,
        canvas: { width: 320, height: 180, fps: 30 },
        tracks: [{ clips: [{ type: 'text', text: 'a', start: 0, length: 1, style: { font } }] }],
      });
      const path = ['timeline', 'tracks', '0', 'clips', '0', 'style', 'font'];
      const hint = expect.stringMatching(/^Did you mean "Inter"\? Fonts: "Inter", "Noto Sans Arabic"/);
      expect(await problem({ timeline: timeline('Intter') })).toEqual([expect.objectContaining({ code: 'UNKNOWN_FONT', path, hint })]);
      expect(await problem({ timeline: timeline('asset:none') })).toEqual([expect.objectContaining({ code: 'ASSET_NOT_FOUND', path })]);
    });

    it('says that a format holds no caption tracks', async () => {
      const captions = { format: 'vtt', text: 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello' };
      const timeline = {
        version: 1,
        canvas: { width: 320, height: 180, fps: 30 },
        tracks: [{ clips: [{ type: 'captions', start: 0, captions, mode: 'track', language: 'en' }] }],
      };
      const path = ['timeline', 'tracks', '0', 'clips', '0', 'mode'];
      expect(await problem({ timeline, output: { format: 'FLAC' } })).toEqual([expect.objectContaining({ code: 'NOT_FOR_FORMAT', path })]);
      expect((await create({ timeline, output: { format: 'WEBM' } })).userErrors).toEqual([]);
    });

    it("does not know another workspace's asset", async () => {
      const other = await gateway.client();
      const asset = anAsset();
      await gateway.database.withWorkspace(other.workspaceId, (tx) => insertAsset(tx, asset));
      expect(await problem({ timeline: videoTimeline(asset.id) })).toEqual([expect.objectContaining({ code: 'ASSET_NOT_FOUND' })]);
      expect((await create({ timeline: videoTimeline(asset.id) }, other)).userErrors).toEqual([]);
    });

    it('says why a rejected asset cannot be used', async () => {
      const asset = anAsset();
      const failure = { code: 'UNREADABLE_MEDIA' as const, message: 'it is a text file', hint: 'send a video', retryable: false };
      await gateway.database.withWorkspace(client.workspaceId, async (tx) => {
        await insertAsset(tx, asset);
        await recordAssetStep(tx, { assetId: asset.id, change: { to: 'REJECTED', failure } });
      });
      expect(await problem({ timeline: videoTimeline(asset.id) })).toEqual([
        expect.objectContaining({ code: 'ASSET_REJECTED', message: expect.stringContaining('it is a text file'), hint: 'send a video' }),
      ]);
    });

    it('refuses settings out of range, all at once', async () => {
      const input = {
        timeline: textTimeline(),
        priority: 9,
        timeoutSeconds: 10_000_000,
        preset: 'nope',
        output: { crf: 99 },
        idempotencyKey: '',
      };
      const paths = (await problem(input)).map((p: { path: string[] }) => p.path.join('.'));
      expect(paths.sort()).toEqual(['idempotencyKey', 'output.crf', 'preset', 'priority', 'timeoutSeconds']);
    });
  });
});
