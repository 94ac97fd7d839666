import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FrameInput, type FrameResult, frameKeys } from '@workprint/contracts';
import { newId } from '@workprint/projection';
import { chunkCommand, chunkInputs, type OutputSettings, type Plan, parseTimeline, resolveOutput } from '@workprint/timeline';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';
import { placeInputs } from './inputs.ts';

let place: Workplace;
let clip: string;
beforeAll(async () => {
  place = await openWorkplace();
  const video = await make(place.needs.ffmpeg, place.folder, 'clip.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=3', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '40'],
  ]);
  clip = await place.addAsset(video);
}, 60_000);
afterAll(() => place.close());

const timelineOf = (text: string, more: object[] = []): object => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 30, background: '#101014' },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${clip}`, start: 0, length: 1.5, transitionOut: { type: 'fade', length: 0.5 } },
        { type: 'video', src: `asset:${clip}`, start: 1, length: 2, trim: 0.5 },
        ...more,
      ],
    },
    { clips: [{ type: 'text', text, start: 0.5, length: 2, style: { size: 20 }, transitionIn: { type: 'fade', length: 1 } }] },
  ],
});

const ask = async (timeline: object, frame: number, more: Partial<FrameInput> = {}): Promise<FrameResult> => {
  const timelineKey = frameKeys.timeline(place.workspaceId, newId());
  await place.store.putJson(timelineKey, { timeline, variables: null });
  const { workspaceId } = place;
  return place.run('drawFrame', { workspaceId, timelineKey, rootId: null, output: settings(timeline), frame, format: 'png', ...more });
};
const settings = (timeline: object): OutputSettings => {
  const parsed = parseTimeline(timeline);
  const output = parsed.ok ? resolveOutput(parsed.value.canvas) : parsed;
  if (!output.ok) throw new Error(JSON.stringify(output.problems));
  return output.value;
};
const drawn = async (asked: Promise<FrameResult>): Promise<Extract<FrameResult, { ok: true }>> => {
  const result = await asked;
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
};
const spawned = async (): Promise<number> => {
  const { values } = await place.needs.counters.ffmpegStarted.get();
  return values.find((v) => v.labels.step === 'frame')?.value ?? 0;
};

/** Every frame of a render's chunks before encoding, as RGB. */
const composedFrames = async (timeline: object): Promise<Buffer[]> => {
  const render = await place.addRender(timeline);
  const prepared = await render.prepare();
  if (!prepared.ready) throw new Error('not ready');
  const plan = await place.store.getJson<Plan>(prepared.plans[0]!.planKey);
  const frames: Buffer[] = [];
  for (const chunk of plan.chunks) {
    await place.needs.scratch.withFolder('composed', async (folder) => {
      const inputs = await placeInputs(
        place.needs,
        { workspaceId: place.workspaceId, renderId: null },
        plan,
        chunkInputs(chunk),
        folder,
        new AbortController().signal,
      );
      const output = join(folder, 'all.yuv');
      const args = chunkCommand(plan, chunk, { inputs, outputs: [output] }, { mode: 'composed' }).map((a) =>
        a === 'framemd5' ? 'rawvideo' : a,
      );
      await place.needs.ffmpeg.run({ what: 'composed', args: args.toSpliced(-1, 0, '-c:v', 'rawvideo'), cwd: folder, timeoutMs: 60_000 });
      const size = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', '160x90'];
      const rgb = 'scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=rgb24';
      const file = join(folder, 'all.rgb');
      const more = ['-i', output, '-vf', rgb, '-f', 'rawvideo', file];
      await place.needs.ffmpeg.run({ what: 'rgb', args: ['-y', ...size, ...more], cwd: folder, timeoutMs: 60_000 });
      const all = await readFile(file);
      for (let at = 0; at < all.length; at += 160 * 90 * 3) frames.push(all.subarray(at, at + 160 * 90 * 3));
    });
  }
  return frames;
};

const pixels = async (objectKey: string): Promise<Buffer> => {
  const [png, raw] = [join(place.folder, 'frame.png'), join(place.folder, 'frame.rgb')];
  await writeFile(png, await place.store.getBytes(objectKey));
  const args = ['-y', '-i', png, '-pix_fmt', 'rgb24', '-f', 'rawvideo', raw];
  await place.needs.ffmpeg.run({ what: 'pixels', args, cwd: place.folder, timeoutMs: 60_000 });
  return readFile(raw);
};

describe('drawFrame', () => {
  it('draws exactly what the chunks of the render have there, across cuts and cross-fades', async () => {
    const timeline = timelineOf('Hello 🎬');
    const frames = await composedFrames(timeline);
    expect(frames).toHaveLength(90);
    for (const n of [0, 20, 37, 45, 75, 89]) {
      const { objectKey, at } = await drawn(ask(timeline, n));
      expect({ n, at, same: (await pixels(objectKey)).equals(frames[n]!) }).toEqual({ n, at: n / 30, same: true });
    }
  }, 120_000);

  it('draws once: asked again, no ffmpeg is started', async () => {
    const before = await spawned();
    const first = await drawn(ask(timelineOf('once'), 30));
    expect(first).toMatchObject({ ok: true, reused: false, width: 160, height: 90, at: 1 });
    const again = await drawn(ask(timelineOf('once'), 30));
    expect(again).toEqual({ ...first, reused: true });
    expect(await spawned()).toBe(before + 1);
    const jpeg = await drawn(ask(timelineOf('once'), 30, { format: 'jpeg' }));
    expect(await place.store.head(jpeg.objectKey)).toMatchObject({ contentType: 'image/jpeg' });
    expect(jpeg.objectKey).toMatch(new RegExp(`^ws/${place.workspaceId}/frames/[0-9a-f]{64}\\.jpg$`));
    expect(await place.scratchFolders()).toEqual([]);
  }, 60_000);

  it('says what is wrong, where, all at once', async () => {
    const problems = async (timeline: object, frame = 0) => {
      const result = await ask(timeline, frame, { output: settings(timelineOf('x')) });
      return result.ok ? [] : result.problems.map((p) => [p.code, p.path.join('.')]);
    };
    expect(await problems(timelineOf('x'), 90)).toEqual([['OUT_OF_RANGE', 'at']]);
    const long = { type: 'video', src: `asset:${clip}`, start: 3, length: 9 };
    expect(await problems(timelineOf('x', [long, { ...long, start: 12 }]))).toEqual([
      ['SOURCE_TOO_SHORT', 'timeline.tracks.0.clips.2.length'],
      ['SOURCE_TOO_SHORT', 'timeline.tracks.0.clips.3.length'],
    ]);
    const file = join(place.folder, 'clip.mp4');
    const waiting = { type: 'video', src: `asset:${await place.addUpload(file)}`, start: 3, length: 1 };
    const bought = {
      type: 'video',
      start: 4,
      length: 5,
      src: { generate: { provider: 'luma', model: 'ray-2', prompt: 'sea', length: 5 } },
    };
    expect(await problems(timelineOf('x', [waiting, bought]))).toEqual([
      ['NOT_READY', 'timeline.tracks.0.clips.2.src'],
      ['NOT_READY', 'timeline.tracks.0.clips.3.src'],
    ]);
  });

  it('names character, font and clip of a text that cannot be drawn, and only where it is seen', async () => {
    const failure = { code: 'MISSING_GLYPH', path: 'tracks[1].clips[0].text', message: expect.stringMatching(/Inter.*ა/) };
    await expect(ask(timelineOf('ა'), 30)).rejects.toMatchObject({ type: 'MISSING_GLYPH', details: [failure] });
    await drawn(ask(timelineOf('ა'), 3));
  });
});
