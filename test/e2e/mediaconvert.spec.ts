import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setWorkspaceDefaults } from '@workprint/projection';
import type { Render } from '@workprint/sdk';
import { openObjectStore } from '@workprint/storage';
import { openRoom, type Room, type Tenant, until } from './room.ts';

jest.setTimeout(300_000);

const BUCKET = `hospup-${Date.now()}`;
let room: Room;
let tenant: Tenant;

beforeAll(async () => {
  room = await openRoom(['simulators', 'orchestrator', 'render-worker', 'ai-worker', 'gateway']);
  tenant = await room.tenant();
  const { S3_ENDPOINT = '', S3_REGION = '', S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = room.stack.env;
  const access = { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
  const bucket = openObjectStore({ endpoint: S3_ENDPOINT, region: S3_REGION, ...access, bucket: BUCKET, forcePathStyle: true });
  await bucket.ensureBucket({ corsOrigins: ['*'] });
  const file = path.join(room.dir, 'pool.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=480x270:r=30:d=3', '-f', 'lavfi', '-i', 'sine=f=440:d=3'];
  execFileSync(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', ...source, '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', file]);
  await bucket.putFile('pool.mp4', file, { contentType: 'video/mp4' });
  bucket.close();
}, 180_000);
afterAll(() => room?.close());

/** What the front end sends: two segments, a text over them. */
const request = {
  property_id: '12',
  template_id: 't',
  segments: [1, 2].map((order) => ({
    ...{ id: String(order), video_url: `s3://${BUCKET}/pool.mp4`, start_time: order - 1, end_time: order, duration: 1, order },
  })),
  text_overlays: [
    { id: 'a', content: 'Welcome', start_time: 0, end_time: 1.5, position: { x: 50, y: 50 }, style: { color: '#ffff00', font_size: 80 } },
  ],
  total_duration: 2,
};

const send = async (defaultBackend: 'FFMPEG' | 'MEDIACONVERT'): Promise<{ id: string; backend: string; ms: number }> => {
  const s3Sources = [{ bucket: BUCKET, prefix: '', roleArn: null }];
  await room.db.withWorkspace(tenant.workspaceId, (tx) => setWorkspaceDefaults(tx, { defaultBackend, s3Sources }));
  const since = Date.now();
  const answer = await fetch(`${room.stack.url}/api/v1/video-generation/aws-generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.apiKey}` },
    body: JSON.stringify(request),
  });
  expect(answer.status).toBe(202);
  return { ...((await answer.json()) as { id: string; backend: string }), ms: Date.now() - since };
};

const over = (id: string): Promise<Render> =>
  until(
    `the end of render ${id}`,
    async () => {
      const render = await tenant.client.render(id);
      return render && ['COMPLETED', 'FAILED', 'CANCELED'].includes(render.status) ? render : null;
    },
    200,
  );

const simulator = `http://127.0.0.1`;
const ledger = async (): Promise<{ provider: string; prompt: string }[]> => {
  const { origin } = new URL(room.stack.env.MEDIA_CONVERT_ENDPOINT ?? simulator);
  return (await (await fetch(`${origin}/_sim/ledger`)).json()) as { provider: string; prompt: string }[];
};

describe('the two backends', () => {
  it('make the same film of the same request: as long, with as many frames, billed once', async () => {
    const asked = [await send('MEDIACONVERT'), await send('FFMPEG')];
    expect(asked.map((a) => a.backend)).toEqual(['MEDIACONVERT', 'FFMPEG']);
    for (const { ms } of asked) expect(ms).toBeLessThan(5_000); // a generous limit: the machine is shared
    const renders = await Promise.all(asked.map(({ id }) => over(id)));
    expect(renders.map((r) => [r.status, r.failure])).toEqual([
      ['COMPLETED', null],
      ['COMPLETED', null],
    ]);
    const facts = renders.map(({ outputs: [o] }) => [o?.frames, o?.durationSeconds, o?.width, o?.height]);
    expect(facts).toEqual([
      [60, 2, 1920, 1080],
      [60, 2, 1920, 1080],
    ]);
    const billed = (await ledger()).filter((entry) => entry.provider === 'mediaconvert' && entry.prompt.includes(asked[0]!.id));
    expect(billed).toHaveLength(1);
    const left = await room.store.list(`ws/${tenant.workspaceId}/mediaconvert/`);
    expect(left).toEqual([]);
  });
});
