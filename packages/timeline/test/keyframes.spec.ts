import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { chunkCommand, chunkInputs, compilePlan, parseTimeline, resolveOutput, type SourceMedia } from '../src/index.ts';
import { fetched, must, plan } from './render.ts';
import { openBench } from './same.ts';
import { described, FFMPEG, ffprobe, type Made, makeVideo, scratch, toolchain, videoProbe } from './sources.ts';

jest.setTimeout(180_000);

/** Frames, counted as they are shown, that decoding may begin with. */
function keyframesOf(file: string): number[] {
  const packets = ffprobe(['-select_streams', 'v', '-show_entries', 'packet=pts,flags', '-of', 'csv=p=0', file]).trim().split('\n');
  const shown = packets.map((line) => line.split(',')).sort((a, b) => Number(a[0]) - Number(b[0]));
  return shown.flatMap(([, flags], frame) => (flags!.startsWith('K') ? [frame] : []));
}

describe('a chunk that begins with a key frame of its source', () => {
  const dir = scratch();
  const sources: Made[] = [];
  const { own, same } = openBench(dir, sources);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const RATES = [
    { num: 30, den: 1 },
    { num: 30_000, den: 1001 },
  ];
  const films = RATES.flatMap((rate) => [0, 3].map((bFrames) => ({ rate, bFrames, name: `${rate.num}-${bFrames}` })));
  for (const { rate, bFrames, name } of films) {
    const made = makeVideo(dir, name, { rate, bFrames, tone: 440 });
    const avc = { sps: [], pps: [], keyframes: keyframesOf(made.file) };
    sources.push({ ...made, probe: { ...made.probe, video: { ...made.probe.video!, avc } } });
  }

  const CLIP = 70;
  const document = ({ rate, name }: (typeof films)[number]) => ({
    version: 1,
    canvas: { width: 320, height: 180, fps: rate.den === 1 ? rate.num : 29.97 },
    tracks: [
      {
        clips: [{ type: 'video', src: `asset:${name}`, start: 0, length: (CLIP * rate.den) / rate.num, trim: (50 * rate.den) / rate.num }],
      },
    ],
  });

  it.each(films)('shows the same pictures: $name', (film) => {
    expect(keyframesOf(join(dir, `${film.name}.mp4`))).toEqual([0, 50, 100]);
    expect(same(document(film), 7)).toEqual(own(film.name).slice(50, 50 + CLIP));
  });

  it.each(films)('decodes nothing of the group before: $name', (film) => {
    const p = plan(document(film), sources, [50]);
    for (const chunk of p.chunks) {
      const args = chunkCommand(
        p,
        chunk,
        { inputs: fetched(dir, chunkInputs(chunk), sources), outputs: [join(dir, 'md5')] },
        { mode: 'composed' },
      );
      const { stderr } = spawnSync(FFMPEG, [...args, '-loglevel', 'verbose'], { encoding: 'utf8' });
      const decoded = /\(video\): \d+ packets read .*; (\d+) frames decoded/.exec(stderr);
      expect(Number(decoded?.[1])).toBeGreaterThanOrEqual(chunk.frames);
      expect(Number(decoded?.[1])).toBeLessThanOrEqual(chunk.frames + 4);
    }
  });
});

describe('cuts within a clip', () => {
  const canvas = { width: 320, height: 180, fps: 30 };
  /** A minute with a key frame every so many frames. */
  const film = (distance: number): SourceMedia => {
    const keyframes = Array.from({ length: Math.ceil(1800 / distance) }, (_, i) => i * distance);
    return described(`every-${distance}`, {
      durationSeconds: 60,
      video: videoProbe({ frames: 1800, avc: { sps: [], pps: [], keyframes } }),
    });
  };
  const startsOf = (clips: object[], sources: SourceMedia[]): number[] => {
    const timeline = must(parseTimeline({ version: 1, canvas, tracks: [{ clips }] }));
    const assets = Object.fromEntries(sources.map((s) => [s.assetId, s]));
    return must(compilePlan({ timeline, output: must(resolveOutput(timeline.canvas)), assets, generated: {}, toolchain })).chunks.map(
      (c) => c.start,
    );
  };
  const clip = (distance: number, start: number, length: number, more: object = {}) => ({
    ...{ type: 'video', src: `asset:every-${distance}`, start, length },
    ...more,
  });

  it('are key frames of its source near every fourth second, else multiples of four seconds', () => {
    expect(startsOf([clip(75, 0, 20)], [film(75)])).toEqual([0, 150, 225, 375, 450, 525]);
    expect(startsOf([clip(75, 0, 20, { trim: 0.5 })], [film(75)])).toEqual([0, 135, 210, 360, 510]);
    expect(startsOf([clip(75, 0, 8, { speed: 2 })], [film(75)])).toEqual([0, 150]);
    expect(startsOf([clip(900, 0, 20)], [film(900)])).toEqual([0, 120, 240, 360, 480]);
  });

  it('are where a cross-fade lets less be decoded for nobody', () => {
    const fading = (trim: number) => [clip(250, 0, 4), clip(900, 3.5, 4.5, { trim, transitionIn: { type: 'fade', length: 0.5 } })];
    // At its beginning 105 frames of the first clip come before those that are shown; at its end the second clip's.
    expect(startsOf(fading(0), [film(250), film(900)])[1]).toBe(120);
    expect(startsOf(fading(20), [film(250), film(900)])[1]).toBe(105);
  });
});
