import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLogs } from '@workprint/projection';
import { type OutputRequest, type Plan, playerBuffer, walkBuffer } from '@workprint/timeline';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';
import { pictureSizes } from '../boxes/sizes.ts';
import { checkRate } from './check-rate.ts';

const SECONDS = 4;
let place: Workplace;
let clip: string;
beforeAll(async () => {
  place = await openWorkplace();
  // Easy, then hard, then easy again.
  const video = await make(place.needs.ffmpeg, place.folder, 'noise.mp4', [
    ...['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=30:d=${SECONDS},noise=alls=60:allf=t:enable='between(t,1.2,2.9)'`],
    ...['-f', 'lavfi', '-i', `sine=f=440:d=${SECONDS}:r=48000`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  ]);
  clip = await place.addAsset(video);
}, 60_000);
afterAll(() => place.close());

const timeline = () => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [
    {
      clips: [0, 1, 2, 3].map((start) => ({ type: 'video', src: `asset:${clip}`, start, length: 1, trim: start })),
    },
  ],
});

const delivered = async (request: OutputRequest) => {
  const render = await place.addRender(timeline(), request);
  const made = await render.finish();
  const path = join(place.folder, `${render.renderId}.${made.output.format}`);
  await place.store.getToFile(made.output.objectKey, path);
  const plan = await place.store.getJson<Plan>(made.planKey);
  const logs = await place.db.withWorkspace(place.workspaceId, (tx) => readLogs(tx, render.renderId, 10));
  return { ...made, ...render, path, plan, logs };
};

const kbpsOf = async (path: string): Promise<number> => {
  const boxed = await make(place.needs.ffmpeg, place.folder, `${basename(path)}.mp4`, ['-i', path, '-map', '0:v', '-c', 'copy']);
  return ((await pictureSizes(boxed)).reduce((a, b) => a + b, 0) * 8) / 1000 / SECONDS;
};

describe('a largest rate', () => {
  it.each<[string, OutputRequest]>([
    ['H.264 by quality', { crf: 18 }],
    ['H.264 by bitrate', { bitrateKbps: 1500, speed: 'veryfast' }],
    ['H.265 by quality', { codec: 'h265', crf: 20 }],
  ])(
    '%s: chunks encoded apart hold it when they are joined, which they do not without',
    async (_, request) => {
      const maxRateKbps = 1500;
      const buffer = playerBuffer(maxRateKbps);
      const free = await delivered(request);
      expect(walkBuffer(await pictureSizes(free.path), 30, buffer).lowestKbit).toBeLessThan(-0.05 * buffer.sizeKbit);
      const held = await delivered({ ...request, maxRateKbps });
      expect(held.plan.chunks.length).toBeGreaterThan(1);
      expect(walkBuffer(await pictureSizes(held.path), 30, buffer).lowestKbit).toBeGreaterThan(-0.05 * buffer.sizeKbit);
      expect(held.logs).toMatchObject([
        { line: expect.stringMatching(/^Output 0 holds 1500 kbit\/s: a player's buffer of 3000 kbit is emptiest/) },
      ]);
      expect(held.rendered).toHaveLength(held.plan.chunks.length);

      const { renderId, plan, path: file } = free;
      const output = { ...plan.outputs[0]!, settings: { ...plan.outputs[0]!.settings, maxRateKbps } };
      await checkRate(place.needs, { workspaceId: place.workspaceId, renderId, plan, output, file });
      const logs = await place.db.withWorkspace(place.workspaceId, (tx) => readLogs(tx, renderId, 10));
      expect(logs).toMatchObject([{ line: expect.stringMatching(/^Output 0 takes more than 1500 kbit\/s: at \d\.\d\d s a player lacks/) }]);
    },
    120_000,
  );
});

describe('two passes', () => {
  it.each(['h264', 'h265', 'vp9'])(
    '%s: the average is what was asked for, and hard chunks have more of it',
    async (codec) => {
      const request = { codec, format: codec === 'vp9' ? 'webm' : 'mp4', bitrateKbps: 1200, twoPass: true };
      const { path, plan, measured } = await delivered(request);
      expect(measured).toBe(plan.chunks.length);
      expect(Math.abs((await kbpsOf(path)) / 1200 - 1)).toBeLessThan(0.05);
      const rates = plan.chunks.map(({ encoded }) => encoded[0]!.kbps!);
      expect(Math.max(...rates)).toBeGreaterThan(2 * Math.min(...rates));
      const again = await delivered(request);
      expect(again).toMatchObject({ measured: 0, rendered: [] });
      expect((await delivered({ ...request, bitrateKbps: 2400 })).measured).toBe(0);
    },
    120_000,
  );
});

it('begins the second pass like the first: of the last chunks with the longest', async () => {
  const clips = [
    { type: 'video', src: `asset:${clip}`, start: 0, length: 2 },
    { type: 'video', src: `asset:${clip}`, start: 2, length: 3 },
  ];
  const render = await place.addRender({ ...timeline(), tracks: [{ clips }] }, { bitrateKbps: 1200, twoPass: true });
  const prepared = await render.prepare();
  if (!prepared.ready) throw new Error('not ready');
  const { planKey, measure } = prepared.plans[0]!;
  const of = { workspaceId: place.workspaceId, renderId: render.renderId };
  for (const index of measure!.missing) await place.run('renderChunk', { ...of, planKey: measure!.planKey, index });
  const { plans } = await place.run('allot', { ...of, revision: 1, round: 0, planKeys: [planKey], reached: [] });
  expect([measure!.missing, plans[0]!.missing]).toEqual([
    [1, 0],
    [1, 0],
  ]);
}, 60_000);

describe('a file to fit in a number of bytes', () => {
  it.each<[string, OutputRequest]>([
    ['mp4', {}],
    ['webm', { format: 'webm' }],
  ])(
    '%s: nearly all of them are used, and fewer when it is told to',
    async (_, request) => {
      const maxBytes = 500_000;
      const render = await place.addRender(timeline(), { ...request, maxBytes });
      const { output } = await render.finish();
      expect(output.bytes).toBeGreaterThan(maxBytes * 0.85);
      expect(output.bytes).toBeLessThan(maxBytes * 1.1);
      const smaller = await (await place.addRender(timeline(), { ...request, maxBytes })).finish([{ output: 0, bytes: [700_000] }]);
      expect(smaller.output.bytes).toBeLessThan(output.bytes * 0.85);
    },
    120_000,
  );

  it('fails when the sound alone is more than that', async () => {
    const render = await place.addRender(timeline(), { maxBytes: 60_000, audioBitrateKbps: 192 });
    await expect(render.finish()).rejects.toMatchObject({ type: 'SIZE_UNREACHABLE', message: expect.stringContaining('60000 bytes') });
  });
});
