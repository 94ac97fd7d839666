import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateJobCommand, GetJobCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OutputRecord, objectKeys } from '@workprint/contracts';
import { readEnvironment } from '@workprint/runtime';
import type { JobPlan, OutputRequest } from '@workprint/timeline';
import { type Simulators, startSimulators } from '../../../../tools/simulators/simulators.ts';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';
import { prepare } from '../activities/prepare.ts';

let place: Workplace;
let simulators: Simulators;
let client: MediaConvertClient;
let [film, other, logo, music] = ['', '', '', ''];

const clip = (rate: number, size: string, tone: number) => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=4`, '-f', 'lavfi', '-i', `sine=f=${tone}:d=4:r=48000`],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
];

beforeAll(async () => {
  place = await openWorkplace();
  const env = readEnvironment();
  simulators = await startSimulators({
    ...{ port: 0, ffmpeg: env.FFMPEG_PATH, ffprobe: env.FFPROBE_PATH },
    s3: { endpoint: env.S3_ENDPOINT, region: env.S3_REGION, accessKeyId: env.S3_ACCESS_KEY_ID, secretAccessKey: env.S3_SECRET_ACCESS_KEY },
  });
  client = new MediaConvertClient({
    region: 'us-east-1',
    endpoint: simulators.mediaConvert!.endpoint,
    credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
  });
  const { needs, folder } = place;
  const files = [
    await make(needs.ffmpeg, folder, 'film.mp4', clip(30, '320x180', 440)),
    await make(needs.ffmpeg, folder, 'other.mp4', clip(25, '320x240', 660)),
    await make(needs.ffmpeg, folder, 'logo.png', ['-f', 'lavfi', '-i', 'color=c=orange:s=40x20', '-frames:v', '1']),
    await make(needs.ffmpeg, folder, 'music.mp3', ['-f', 'lavfi', '-i', 'sine=f=220:d=4:r=48000', '-c:a', 'libmp3lame']),
  ];
  [film, other, logo, music] = (await Promise.all(files.map((file) => place.addAsset(file)))) as [string, string, string, string];
}, 120_000);
afterAll(async () => {
  client.destroy();
  await simulators.close();
  await place.close();
});

const timeline = () => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30, background: '#203040' },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${film}`, start: 0, length: 1, trim: 1.5 },
        { type: 'video', src: `asset:${other}`, start: 1.5, length: 1, volume: 0.5 },
      ],
    },
    {
      clips: [
        { type: 'text', text: 'Hello', start: 0.5, length: 1.5, style: { size: 40 }, transitionIn: { type: 'fade', length: 0.3 } },
        { type: 'image', src: `asset:${logo}`, start: 2, length: 0.5, position: { x: '20%', y: '20%' }, rotation: 30, opacity: 0.5 },
      ],
    },
    { kind: 'audio', clips: [{ type: 'audio', src: `asset:${music}`, start: 0, length: 2.5, volume: 0.3, fadeOut: 1 }] },
  ],
});

/** What renderWorkflow does with the backend MEDIACONVERT. */
async function viaJob(
  document: unknown,
  ...requests: OutputRequest[]
): Promise<{ outputs: OutputRecord[]; renderId: string; job: JobPlan }> {
  const { workspaceId, store } = place;
  const { renderId, outputs } = await place.addRender(document, ...requests);
  const timelineKey = objectKeys.timeline(workspaceId, renderId);
  const asked = { workspaceId, renderId, rootId: renderId, revision: 1, timelineKey, outputs, backend: 'MEDIACONVERT' as const };
  const prepared = await place.run('prepare', asked);
  if (!prepared.ready) throw new Error('not ready');
  const jobKey = prepared.plans[0]!.planKey;
  await place.run('makeJobParts', { workspaceId, renderId, jobKey });
  const job = await store.getJson<JobPlan>(jobKey);
  const { Job } = await client.send(
    new CreateJobCommand({ Role: 'arn:aws:iam::000000000000:role/r', Settings: job.settings, ClientRequestToken: randomUUID() }),
  );
  for (;;) {
    const { Job: now } = await client.send(new GetJobCommand({ Id: Job?.Id }));
    if (now?.Status === 'ERROR') throw new Error(now.ErrorMessage);
    if (now?.Status === 'COMPLETE') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const published = await place.run('publishJob', { workspaceId, renderId, jobKey, jobId: Job?.Id ?? '' });
  return { ...published, renderId, job };
}

/** Likeness of two videos, frame by frame: the mean and the worst of SSIM. */
async function likeness(a: OutputRecord, b: OutputRecord): Promise<{ mean: number; worst: number; frames: number }> {
  const paths = ['a.mp4', 'b.mp4'].map((name) => join(place.folder, name)) as [string, string];
  await place.store.getToFile(a.objectKey, paths[0]);
  await place.store.getToFile(b.objectKey, paths[1]);
  const stats = join(place.folder, 'ssim.txt');
  await place.needs.ffmpeg.run({
    what: 'likeness',
    args: ['-y', '-i', paths[0], '-i', paths[1], '-lavfi', `ssim=stats_file=${stats}`, '-f', 'null', '-'],
    cwd: place.folder,
    timeoutMs: 60_000,
  });
  const all = (await readFile(stats, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => Number(/All:([\d.]+)/.exec(line)?.[1]));
  return { mean: all.reduce((sum, v) => sum + v, 0) / all.length, worst: Math.min(...all), frames: all.length };
}

/** Loudness of each tenth of a second, dB. */
async function volumes(output: OutputRecord): Promise<number[]> {
  const path = join(place.folder, 'sound.mp4');
  await place.store.getToFile(output.objectKey, path);
  const stats = join(place.folder, 'volumes.txt');
  const filter = `aresample=48000,asetnsamples=4800,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.RMS_level:file=${stats}`;
  await place.needs.ffmpeg.run({
    what: 'volumes',
    args: ['-y', '-i', path, '-af', filter, '-f', 'null', '-'],
    cwd: place.folder,
    timeoutMs: 60_000,
  });
  return [...(await readFile(stats, 'utf8')).matchAll(/RMS_level=(-?[\d.]+|-inf)/g)].map(([, db]) => Math.max(-90, Number(db)));
}

describe('a render as a MediaConvert job', () => {
  it('is the same film as our own: length, frames, pictures and sound', async () => {
    const outside = await viaJob(timeline(), {});
    const own = await (await place.addRender(timeline(), {})).finish();
    const [made] = outside.outputs;
    expect([made?.frames, made?.durationSeconds]).toEqual([75, 2.5]);
    expect([made?.frames, made?.durationSeconds]).toEqual([own.output.frames, own.output.durationSeconds]);
    const like = await likeness(made!, own.output);
    expect(like.frames).toBe(75);
    expect(like.mean).toBeGreaterThan(0.93);
    expect(like.worst).toBeGreaterThan(0.85);
    const [a, b] = [await volumes(made!), await volumes(own.output)];
    expect(a.length).toBeGreaterThanOrEqual(24);
    for (const [i, db] of b.slice(1, 24).entries()) expect(Math.abs((a[i + 1] ?? 0) - db)).toBeLessThan(1.5);
    expect(await place.store.head(made?.posterKey ?? '')).toMatchObject({ contentType: 'image/jpeg' });
    const manifest = await place.store.getJson<{ backend: string }>(
      objectKeys.output(place.workspaceId, outside.renderId, 'manifest.json'),
    );
    expect(manifest.backend).toBe('MEDIACONVERT');
  }, 120_000);

  it('needs no encoder of this worker’s ffmpeg: the service has its own', async () => {
    const { workspaceId, needs } = place;
    const { renderId, outputs } = await place.addRender(timeline(), { codec: 'h265' });
    const asked = {
      workspaceId,
      renderId,
      rootId: renderId,
      revision: 1,
      timelineKey: objectKeys.timeline(workspaceId, renderId),
      outputs,
    };
    const lacking = { ...needs, ffmpeg: { ...needs.ffmpeg, encoders: [] } };
    const call = { signal: new AbortController().signal, attempt: 1 };
    await expect(prepare(lacking, asked, call)).rejects.toMatchObject({ failure: { code: 'ENCODER_MISSING' } });
    expect(await prepare(lacking, { ...asked, backend: 'MEDIACONVERT' }, call)).toMatchObject({ ready: true });
  });

  it('is delivered as HLS and DASH, too', async () => {
    const plain = { ...timeline(), tracks: [{ clips: [{ type: 'video', src: `asset:${film}`, start: 0, length: 3 }] }] };
    const { outputs } = await viaJob(
      plain,
      { format: 'hls', renditions: [{ height: 180 }, { height: 90 }] },
      { format: 'dash', renditions: [{ height: 180 }] },
    );
    const [hls, dash] = outputs;
    const master = Buffer.from(await place.store.getBytes(hls!.objectKey)).toString();
    const variants = master.split('\n').filter((line) => line.endsWith('.m3u8'));
    expect(variants).toEqual(['master-v180.m3u8', 'master-v90.m3u8']);
    const folder = hls!.objectKey.slice(0, -'master.m3u8'.length);
    const names = (await place.store.list(folder)).map(({ key }) => key.slice(folder.length));
    for (const variant of variants) {
      const list = Buffer.from(await place.store.getBytes(`${folder}${variant}`)).toString();
      const segments = list.split('\n').filter((line) => line.endsWith('.ts'));
      expect(segments.length).toBeGreaterThan(0);
      expect(names).toEqual(expect.arrayContaining(segments));
    }
    expect(dash?.objectKey.endsWith('/manifest.mpd')).toBe(true);
    expect(Buffer.from(await place.store.getBytes(dash!.objectKey)).toString()).toContain('contentType="audio"');
    expect([hls?.frames, dash?.durationSeconds]).toEqual([90, 3]);
  }, 120_000);

  it('names what a job cannot say, before anything is drawn', async () => {
    const document = { ...timeline(), tracks: [{ clips: [{ type: 'video', src: `asset:${film}`, start: 0, length: 1, speed: 2 }] }] };
    await expect(viaJob(document, {})).rejects.toMatchObject({
      type: 'INVALID_TIMELINE',
      message: expect.stringContaining('tracks[0].clips[0].speed'),
    });
  });

  it('takes nothing that is no video, is empty or too large', async () => {
    const { workspaceId, store } = place;
    const { renderId, job } = await viaJob(timeline(), {});
    const jobKey = objectKeys.job(workspaceId, renderId, 1);
    const made = `${objectKeys.jobResults(workspaceId, 'mediaconvert/', renderId)}0/video-main.mp4`;
    const publish = () => place.run('publishJob', { workspaceId, renderId, jobKey, jobId: 'j' });
    expect(job.plan.frames).toBe(75);
    await store.putBytes(made, 'not a film', { contentType: 'video/mp4' });
    await expect(publish()).rejects.toMatchObject({ type: 'UNREADABLE_MEDIA' });
    await store.putBytes(made, '', { contentType: 'video/mp4' });
    await expect(publish()).rejects.toMatchObject({ type: 'TRANSCODE_FAILED' });
    await store.remove([made]);
    await expect(publish()).rejects.toMatchObject({ type: 'TRANSCODE_FAILED' });
  }, 120_000);
});
