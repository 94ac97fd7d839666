import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { USER_ERRORS } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const IMPORT = `mutation ($input: ImportTimelineInput!) {
  importTimeline(input: $input) { timeline metadata media { url paths assetId source } unsupported { path why } ${USER_ERRORS} } }`;
const EXPORT = `query ($timeline: JSON!) { exportTimeline(timeline: $timeline, format: OTIO) { document unsupported { path why } ${USER_ERRORS} } }`;
const ASSET = `mutation { importAsset(input: { url: "https://example.com/room.mp4" }) { asset { id } } }`;

const hospup = (more: object = {}) => ({
  property_id: 'p-1',
  template_id: 't-1',
  segments: [
    { id: 'b', video_url: 's3://hospup/pool.mp4', start_time: 1, end_time: 2, duration: 1, order: 2 },
    { id: 'a', video_url: 'https://example.com/room.mp4', start_time: 0, end_time: 1, duration: 1, order: 1 },
  ],
  text_overlays: [],
  total_duration: 2,
  ...more,
});

describe('documents of other systems', () => {
  let gateway: TestGateway;
  let client: Client;
  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const imports = async (input: object) =>
    (await client.ask(IMPORT, { input: { format: 'HOSPUP', document: hospup(), ...input } })).data.importTimeline;

  it('become timelines, with what is to be mapped and what is missing', async () => {
    const answer = await imports({ document: hospup({ music: 'm' }), width: 320, height: 180 });
    expect(answer).toMatchObject({
      timeline: { canvas: { width: 320, height: 180 }, tracks: [{ clips: [{ src: 'asset:media-1' }, { src: 'asset:media-2' }] }] },
      metadata: { property_id: 'p-1', template_id: 't-1' },
      media: [
        { url: 'https://example.com/room.mp4', paths: ['segments[1].video_url'], assetId: null, source: 'asset:media-1' },
        { url: 's3://hospup/pool.mp4', assetId: null },
      ],
      unsupported: [{ path: 'music' }],
      userErrors: [],
    });
  });

  it('take assets of this workspace only', async () => {
    const { asset } = (await client.ask(ASSET)).data.importAsset;
    const mapped = await imports({ media: { 'https://example.com/room.mp4': asset.id } });
    expect(mapped.timeline.tracks[0].clips[0].src).toBe(`asset:${asset.id}`);
    const other = await gateway.client();
    const refused = (
      await other.ask(IMPORT, { input: { format: 'HOSPUP', document: hospup(), media: { 'https://example.com/room.mp4': asset.id } } })
    ).data;
    expect(refused.importTimeline).toMatchObject({
      timeline: null,
      userErrors: [{ code: 'ASSET_NOT_FOUND', path: ['media', 'https://example.com/room.mp4'] }],
    });
    for (const media of [[], 'x', { a: 1 }]) expect((await imports({ media })).userErrors[0].code).toBe('INVALID_VALUE');
  });

  it('have their addresses fetched when that is asked, once for one key', async () => {
    const before = gateway.workflows.ingests.length;
    const [first, again] = [
      await imports({ importMedia: true, idempotencyKey: 'k' }),
      await imports({ importMedia: true, idempotencyKey: 'k' }),
    ];
    const [room, pool] = first.media;
    expect(first.timeline.tracks[0].clips[0].src).toBe(`asset:${room.assetId}`);
    expect(pool.assetId).toBeNull();
    expect(again.media[0].assetId).toBe(room.assetId);
    expect(new Set(gateway.workflows.ingests.slice(before).map((w) => w.assetId))).toEqual(new Set([room.assetId]));
  });

  it('are refused as a whole when they are none, or the canvas is none', async () => {
    expect((await imports({ format: 'OTIO' })).userErrors).toEqual([
      expect.objectContaining({ code: 'INVALID_DOCUMENT', path: ['document', 'OTIO_SCHEMA'] }),
    ]);
    expect((await imports({ format: 'EDITLY', document: '{ clips: [' })).userErrors[0].code).toBe('INVALID_DOCUMENT');
    const codes = (await imports({ width: 15, height: 9000, fps: 0 })).userErrors.map((e: { path: string[] }) => e.path[0]);
    expect(codes).toEqual(['width', 'height', 'fps']);
  });

  it('go out as OpenTimelineIO', async () => {
    const { timeline } = await imports({});
    const { document, userErrors } = (await client.ask(EXPORT, { timeline })).data.exportTimeline;
    expect([document.OTIO_SCHEMA, userErrors]).toEqual(['Timeline.1', []]);
    expect((await imports({ format: 'OTIO', document })).timeline).toMatchObject({
      tracks: [{ clips: [{ src: 'asset:media-1' }, { src: 'asset:media-2' }] }],
    });
    expect((await client.ask(EXPORT, { timeline: {} })).data.exportTimeline.userErrors.length).toBeGreaterThan(0);
  });
});
