import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type OutputRecord, objectKeys } from '@workprint/contracts';
import { findChunks, readLogs, renderChunks } from '@workprint/projection';
import type { Plan } from '@workprint/timeline';
import { framesOf, make } from '../../test/tools.ts';
import { openWorkplace, type RenderHandle, type Workplace } from '../../test/workplace.ts';
import { readTracks } from '../boxes/tracks.ts';
import { probeMedia } from '../ffmpeg/index.ts';
import { openSourceCache } from '../source-cache/index.ts';
import { chunkActivities } from './index.ts';

let place: Workplace;
let clip: string;
let music: string;
beforeAll(async () => {
  place = await openWorkplace();
  const { ffmpeg } = place.needs;
  const video = await make(ffmpeg, place.folder, 'clip.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30:d=6', '-f', 'lavfi', '-i', 'sine=f=440:d=6:r=48000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '45', '-c:a', 'aac'],
  ]);
  const sound = await make(ffmpeg, place.folder, 'music.wav', ['-f', 'lavfi', '-i', 'sine=f=220:d=9:r=44100']);
  [clip, music] = [await place.addAsset(video), await place.addAsset(sound)];
}, 60_000);
afterAll(() => place.close());

const timelineOf = (title: string): object => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30, background: '#101014' },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${clip}`, start: 0, length: 3.5, trim: 0.5, transitionOut: { type: 'fade', length: 0.5 } },
        { type: 'video', src: `asset:${clip}`, start: 3, length: 4, trim: 2 },
      ],
    },
    { clips: [{ type: 'text', text: title, start: 0.5, length: 2, style: { size: 24, color: '#ffffff' } }] },
    { kind: 'audio', clips: [{ type: 'audio', src: `asset:${music}`, start: 0, length: 7, volume: 0.5, fadeOut: 1 }] },
  ],
});
const download = async ({ objectKey }: OutputRecord, name: string): Promise<string> => {
  const path = join(place.folder, name);
  await place.store.getToFile(objectKey, path);
  return path;
};

describe('from timeline to file', () => {
  it.each([76, 77])('keeps the last samples of %s frames, which are no whole number of milliseconds', async (frames) => {
    const clips = [{ type: 'video', src: `asset:${clip}`, start: 0, length: frames / 30 }];
    const render = await place.addRender({ version: 1, canvas: { width: 320, height: 180, fps: 30 }, tracks: [{ clips }] });
    const { output } = await render.finish();
    const tracks = await readTracks(await download(output, `${frames}.mp4`));
    const sound = tracks.find(({ kind }) => kind === 'audio');
    expect(output.frames).toBe(frames);
    expect((sound?.ticks ?? 0) - (sound?.editStart ?? 0)).toBe(frames * 1600);
  });

  it('makes the frames, the length and the sound that were asked for, and explains them', async () => {
    const render = await place.addRender(timelineOf('Hello 🎬 مرحبا'));
    const { output, planKey, rendered } = await render.finish();
    expect(output).toMatchObject({ frames: 210, durationSeconds: 7, width: 320, height: 180, contentType: 'video/mp4' });
    const { probe } = await probeMedia(place.needs.ffmpeg, await download(output, 'made.mp4'), { name: 'output', cwd: place.folder });
    expect(probe.video).toMatchObject({
      frames: 210,
      variableFrameRate: false,
      width: 320,
      height: 180,
      frameRate: { num: 30, den: 1 },
      startSeconds: 0,
    });
    expect(probe.video?.durationSeconds).toBeCloseTo(7, 6);
    expect(probe.audio).toMatchObject({ codec: 'aac', sampleRate: 48000, channels: 2 });
    expect(Math.abs((probe.audio?.durationSeconds ?? 0) - 7)).toBeLessThan(0.03);

    const poster = await place.store.head(output.posterKey!);
    expect(poster?.contentType).toBe('image/jpeg');
    const manifest = await place.store.getJson<{ plans: { chunks: object[]; sources: object[] }[] }>(
      objectKeys.output(place.workspaceId, render.renderId, 'manifest.json'),
    );
    const plan = await place.store.getJson<Plan>(planKey);
    expect(rendered.toSorted()).toEqual(plan.chunks.map((c) => c.index));
    const { chunks, sources } = manifest.plans[0]!;
    expect(chunks).toHaveLength(plan.chunks.length);
    expect(chunks[0]).toMatchObject({
      start: 0,
      reused: false,
      worker: 'spec-worker',
      encoded: [{ key: plan.chunks[0]!.key, ffmpeg: place.needs.ffmpeg.version }],
    });
    expect(sources).toHaveLength(2);

    const rows = await place.db.withWorkspace(place.workspaceId, (tx) => renderChunks(tx, render.renderId));
    expect(rows.every((r) => r.startedAt !== null && r.finishedAt !== null && r.framesDone === r.frames)).toBe(true);
    expect(await place.scratchFolders()).toEqual([]);
  }, 60_000);

  it('reuses what is there: the same timeline renders nothing, a changed title only its chunk', async () => {
    const first = await (await place.addRender(timelineOf('one'))).finish();
    const again = await (await place.addRender(timelineOf('one'))).finish();
    expect(again.rendered).toEqual([]);
    expect(again.output.sha256).toBe(first.output.sha256);
    const edited = await (await place.addRender(timelineOf('two'))).finish();
    expect(edited.rendered).toEqual([0]);
    expect(edited.output.sha256).not.toBe(first.output.sha256);
  }, 60_000);

  it('starts no ffmpeg for an identical request, whose files are its own', async () => {
    const started = async () => (await place.needs.counters.ffmpegStarted.get()).values.reduce((sum, { value }) => sum + value, 0);
    const first = await (await place.addRender(timelineOf('identical'))).finish();
    const before = await started();
    const again = await (await place.addRender(timelineOf('identical'))).finish();
    expect(await started()).toBe(before);
    const { objectKey, posterKey, ...facts } = again.output;
    expect(first.output).toMatchObject(facts);
    expect([objectKey, posterKey]).not.toContain(first.output.objectKey);
    const { bytes, sha256 } = first.output;
    expect(await place.store.head(objectKey)).toMatchObject({ contentType: 'video/mp4', bytes, sha256 });
    expect(await place.store.getBytes(objectKey)).toEqual(await place.store.getBytes(first.output.objectKey));
    expect(await place.store.getBytes(posterKey!)).toEqual(await place.store.getBytes(first.output.posterKey!));

    // The first one is deleted: what was copied stays, and the next one is joined anew.
    await place.store.remove([first.output.objectKey, first.output.posterKey!]);
    const third = await (await place.addRender(timelineOf('identical'))).finish();
    expect(await started()).toBe(before + 1);
    expect(third.output.sha256).toBe(first.output.sha256);
    const titled = await (await place.addRender(timelineOf('identical'), { title: 'Another' })).finish();
    expect(titled.rendered).toEqual([]);
    expect(titled.output.sha256).not.toBe(first.output.sha256);
  }, 60_000);

  it('makes a finished file again that is damaged', async () => {
    const first = await (await place.addRender(timelineOf('rotten'))).finish();
    await place.store.putBytes(first.output.objectKey, 'not a film', { contentType: 'video/mp4' });
    const again = await (await place.addRender(timelineOf('rotten'))).finish();
    expect(again.output.sha256).toBe(first.output.sha256);
    expect((await place.store.getBytes(again.output.objectKey)).length).toBe(first.output.bytes);
  }, 60_000);

  it('renders a missing and a damaged chunk again, and mixes lost sound again: the same frames', async () => {
    const first = await (await place.addRender(timelineOf('damaged'))).finish();
    const plan = await place.store.getJson<Plan>(first.planKey);
    const [a, b] = plan.chunks.map((c) => objectKeys.chunk(place.workspaceId, c.key));
    await place.store.remove([a!, objectKeys.audio(place.workspaceId, plan.audio!.encoded[0]!.key)]);
    await place.store.putBytes(b!, 'not a chunk', { contentType: 'video/mp4' });
    await place.store.removePrefix(objectKeys.allMade(place.workspaceId));
    const again = await (await place.addRender(timelineOf('damaged'))).finish();
    expect(again.rendered).toEqual([0, 1]);
    expect(again.output.sha256).toBe(first.output.sha256);
    const files = [await download(first.output, 'first.mp4'), await download(again.output, 'again.mp4')] as const;
    expect(await framesOf(place.needs.ffmpeg, files[1])).toEqual(await framesOf(place.needs.ffmpeg, files[0]));
  }, 60_000);

  it('takes in a chunk whose row was lost, and replaces an object that is not what its key says', async () => {
    const render = await place.addRender(timelineOf('rowless'));
    const prepared = await render.prepare();
    if (!prepared.ready) throw new Error('not ready');
    const { planKey } = prepared.plans[0]!;
    const input = { workspaceId: place.workspaceId, renderId: render.renderId, planKey, index: 0 };
    const { key } = (await place.store.getJson<Plan>(planKey)).chunks[0]!;
    const objectKey = objectKeys.chunk(place.workspaceId, key);
    await place.store.putBytes(objectKey, 'damaged before it was filed', { contentType: 'video/mp4' });
    expect(await place.run('renderChunk', input)).toMatchObject({ index: 0, reused: false });
    const row = (await place.db.withWorkspace(place.workspaceId, (tx) => findChunks(tx, [key])))[0];
    expect((await place.store.head(objectKey))?.sha256).toBe(row?.sha256);
    expect(await place.run('renderChunk', input)).toMatchObject({ reused: true });
  }, 60_000);
});

describe('what ends early', () => {
  it('is cancelled without leaving ffmpeg, scratch or a chunk behind', async () => {
    const render = await place.addRender(timelineOf('cancelled'), { speed: 'slow', width: 1280, height: 720 });
    const prepared = await render.prepare();
    if (!prepared.ready) throw new Error('not ready');
    const env = new MockActivityEnvironment();
    const running = place.run(
      'renderChunk',
      { workspaceId: place.workspaceId, renderId: render.renderId, planKey: prepared.plans[0]!.planKey, index: 0 },
      env,
    );
    const outcome = expect(running).rejects.toMatchObject({ name: 'CancelledFailure' });
    while ((await processesUsing(place.folder)).length === 0) await wait(10);
    await wait(300);
    env.cancel();
    await outcome;
    expect(await processesUsing(place.folder)).toEqual([]);
    expect(await place.scratchFolders()).toEqual([]);
    const { key } = (await place.store.getJson<Plan>(prepared.plans[0]!.planKey)).chunks[0]!;
    expect(await place.store.head(objectKeys.chunk(place.workspaceId, key))).toBeNull();
  }, 60_000);

  it('fails with the character no font has', async () => {
    const render = await place.addRender(timelineOf('აბ'));
    await expect(render.finish()).rejects.toMatchObject({
      type: 'MISSING_GLYPH',
      nonRetryable: true,
      message: expect.stringContaining('ა'),
    });
  });

  it('keeps ffmpeg’s last words with the render', async () => {
    const render = await place.addRender(timelineOf('broken'));
    const planKey = await changedPlan(render, (plan) => {
      for (const { source } of plan.chunks[0]!.graph.layers) if (source.kind === 'video') source.demuxers = 'wav';
    });
    const input = { workspaceId: place.workspaceId, renderId: render.renderId, planKey, index: 0 };
    const error = await place.run('renderChunk', input).then(
      () => null,
      (e: unknown) => e as { type: string; details: { log: string[] }[] },
    );
    expect(error?.type).toBe('UNREADABLE_MEDIA');
    expect(error?.details[0]?.log.join('\n')).toMatch(/whitelist/i);
    const logs = await place.db.withWorkspace(place.workspaceId, (tx) => readLogs(tx, render.renderId));
    expect(logs.map((l) => l.line).join('\n')).toMatch(/whitelist/i);
    expect(logs[0]?.source).toBe('chunk 0');
  }, 60_000);

  it('fills no key that was made for another build', async () => {
    const render = await place.addRender(timelineOf('other build'));
    const prepared = await render.prepare();
    if (!prepared.ready) throw new Error('not ready');
    const toolchain = { ...place.needs.toolchain, ffmpeg: 'ffmpeg version 9' };
    const { renderChunk } = chunkActivities({ ...place.needs, toolchain });
    const input = { workspaceId: place.workspaceId, renderId: render.renderId, planKey: prepared.plans[0]!.planKey, index: 0 };
    await expect(new MockActivityEnvironment().run(renderChunk, input)).rejects.toMatchObject({
      type: 'INTERNAL',
      nonRetryable: false,
      message: expect.stringContaining('another build'),
    });
  });

  it('refuses a source whose object holds other bytes', async () => {
    const render = await place.addRender(timelineOf('swapped'));
    const planKey = await changedPlan(render, (plan) => {
      const [source] = Object.values(plan.sources);
      plan.sources = Object.fromEntries(
        Object.keys(plan.sources).map((sha256) => [sha256, { ...source!, sha256, objectKey: clipObject(render) }]),
      );
    });
    const sources = await openSourceCache(place.store, { dir: join(place.folder, 'empty'), bytes: 2 ** 30 });
    const { renderChunk } = chunkActivities({ ...place.needs, sources });
    const input = { workspaceId: place.workspaceId, renderId: render.renderId, planKey, index: 0 };
    await expect(new MockActivityEnvironment().run(renderChunk, input)).rejects.toMatchObject({
      type: 'STORAGE_FAILED',
      message: expect.stringContaining('other bytes'),
    });
  }, 60_000);
});

const clipObject = ({ renderId }: RenderHandle): string => objectKeys.timeline(place.workspaceId, renderId);

const changedPlan = async (render: RenderHandle, change: (plan: Plan) => void): Promise<string> => {
  const prepared = await render.prepare();
  if (!prepared.ready) throw new Error('not ready');
  const plan = await place.store.getJson<Plan>(prepared.plans[0]!.planKey);
  change(plan);
  await place.store.putJson(`${prepared.plans[0]!.planKey}.changed`, plan);
  return `${prepared.plans[0]!.planKey}.changed`;
};

/** Pids of programs that have a path below `folder` in their arguments. */
const processesUsing = async (folder: string): Promise<string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, i) => lines[i]!.includes(`${folder}/`));
};
