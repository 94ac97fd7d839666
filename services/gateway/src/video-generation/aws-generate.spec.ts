import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys, type StoredTimeline } from '@workprint/contracts';
import { getAssets, getRender, setWorkspaceDefaults } from '@workprint/projection';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';

const request = () => ({
  property_id: '12',
  template_id: 'summer',
  segments: [
    { id: 'a', video_url: 's3://hospup-media/pool.mp4', start_time: 0, end_time: 2, duration: 2, order: 1 },
    { id: 'b', video_url: 's3://hospup-media/room.mp4', start_time: 2, end_time: 5, duration: 3, order: 2 },
    { id: 'c', video_url: 's3://hospup-media/pool.mp4', start_time: 5, end_time: 6, duration: 1, order: 3 },
  ],
  text_overlays: [
    { id: 't', content: 'Welcome', start_time: 0, end_time: 2, position: { x: 50, y: 80 }, style: { color: '#ffffff', font_size: 60 } },
  ],
  total_duration: 6,
});

let gateway: TestGateway;
let client: Client;
beforeAll(async () => {
  gateway = await startGateway();
  client = await gateway.client();
  const s3Sources = [{ bucket: 'hospup-media', prefix: '', roleArn: null }];
  await gateway.database.withWorkspace(client.workspaceId, (tx) => setWorkspaceDefaults(tx, { defaultBackend: 'MEDIACONVERT', s3Sources }));
});
afterAll(() => gateway.close());

const send = async (body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${gateway.url}/api/v1/video-generation/aws-generate`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${client.apiKey}`, ...headers },
  });
  // biome-ignore lint/suspicious/noExplicitAny: specs read answers of many shapes
  return { status: answer.status, body: (await answer.json()) as any };
};

describe('POST /api/v1/video-generation/aws-generate', () => {
  it("takes the front end's request unchanged and starts a render on the workspace's default backend", async () => {
    const { status, body } = await send(request());
    expect([status, body.status, body.backend, body.duration, body.unsupported]).toEqual([202, 'QUEUED', 'MEDIACONVERT', 6, []]);
    expect(body.estimated_time).toBeGreaterThan(0);
    const render = await gateway.database.withWorkspace(client.workspaceId, (tx) => getRender(tx, body.id));
    expect(render).toMatchObject({ backend: 'MEDIACONVERT', metadata: { property_id: '12', template_id: 'summer' } });
    const { timeline } = await gateway.store.getJson<StoredTimeline>(objectKeys.timeline(client.workspaceId, body.id));
    const sources = (timeline as { tracks: { clips: { src?: string }[] }[] }).tracks[0]!.clips.map((c) => c.src!.slice('asset:'.length));
    expect([sources.length, new Set(sources).size, sources[0] === sources[2]]).toEqual([3, 2, true]);
    const assets = await gateway.database.withWorkspace(client.workspaceId, (tx) => getAssets(tx, sources));
    expect(assets.map((a) => [a.sourceUrl, a.status]).sort()).toEqual([
      ['s3://hospup-media/pool.mp4', 'PROCESSING'],
      ['s3://hospup-media/room.mp4', 'PROCESSING'],
    ]);
    expect(gateway.workflows.ingests.filter((i) => sources.includes(i.assetId))).toHaveLength(2);
    expect(gateway.workflows.renders.filter((r) => r.renderId === body.id)).toHaveLength(1);
  });

  it('answers a repeated key with the same render, and refuses it for another request', async () => {
    const key = { 'idempotency-key': 'once' };
    const [first, second] = [await send(request(), key), await send(request(), key)];
    expect(second.body.id).toBe(first.body.id);
    const other = await send({ ...request(), property_id: '13' }, key);
    expect([other.status, other.body.errors[0].code]).toEqual([422, 'IDEMPOTENCY_CONFLICT']);
  });

  it("takes s3:// sources only from the workspace's buckets, and fetches nothing otherwise", async () => {
    const before = gateway.workflows.ingests.length;
    const wrong = request();
    wrong.segments[1]!.video_url = 's3://someone-elses/room.mp4';
    const { status, body } = await send(wrong);
    expect([status, body.errors[0].code, body.errors[0].path]).toEqual([422, 'SOURCE_NOT_ALLOWED', ['segments', '1', 'video_url']]);
    wrong.segments[1]!.video_url = `s3://${gateway.store.bucket}/ws/anything`;
    expect((await send(wrong)).body.errors[0].code).toBe('SOURCE_NOT_ALLOWED');
    expect(gateway.workflows.ingests).toHaveLength(before);
  });

  it('needs a token that may write, and a document with segments', async () => {
    expect((await send(request(), { authorization: '' })).status).toBe(401);
    expect((await send(request(), { authorization: 'Bearer wrong' })).status).toBe(401);
    const { apiKey } = await gateway.key(client.workspaceId, ['read']);
    expect((await send(request(), { authorization: `Bearer ${apiKey}` })).status).toBe(403);
    expect((await send({})).status).toBe(422);
    expect((await send('x')).status).toBe(422);
  });
});
