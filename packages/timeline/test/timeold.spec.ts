import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compilePlan, formatPath, parseTimeline, resolveOutput, timelineLength } from '../src/index.ts';
import { composed, mix, must, plan } from './render.ts';
import { ffmpeg, type Made, makeSound, makeVideo, scratch, toolchain } from './sources.ts';

jest.setTimeout(180_000);

const canvas = { width: 320, height: 180, fps: 30 };

describe('speed and freeze', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    const a = makeVideo(dir, 'a', { tone: 440 });
    sources = [
      a,
      makeVideo(dir, 'b25', { rate: { num: 25, den: 1 }, frames: 75 }),
      { ...a, assetId: 'vfr', probe: { ...a.probe, video: { ...a.probe.video!, variableFrameRate: true } } },
      makeSound(dir, 'sine', 'sin(2*PI*440*t)*0.5', 4),
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const own = (name: string): string[] =>
    ffmpeg(['-v', 'error', '-i', sources.find((s) => s.assetId === name)!.file, '-an', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'])
      .toString()
      .split('\n')
      .filter((l) => l !== '' && !l.startsWith('#'))
      .map((l) => l.split(',').at(-1)!.trim());
  const document = (clip: object, kind = 'visual') => ({ version: 1, canvas, tracks: [{ kind, clips: [{ start: 0, ...clip }] }] });
  const video = (src: string, more: object) => document({ type: 'video', src: `asset:${src}`, ...more });
  /** The frames, equal for 1, 3 and 7 chunks. */
  const same = (d: ReturnType<typeof document>): string[] => {
    const one = plan(d, sources, []);
    const cut = (n: number) => Array.from({ length: n - 1 }, (_, i) => Math.round(((i + 1) * one.frames) / n) + (i % 2));
    const whole = composed(dir, one, sources);
    for (const n of [3, 7]) expect(composed(dir, plan(d, sources, cut(n)), sources)).toEqual(whole);
    return whole;
  };
  const problems = (d: ReturnType<typeof document>) => {
    const timeline = parseTimeline(d);
    if (!timeline.ok) return timeline.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}`);
    const output = must(resolveOutput(timeline.value.canvas));
    const assets = Object.fromEntries(sources.map((s) => [s.assetId, s]));
    const result = compilePlan({ timeline: timeline.value, output, assets, generated: {}, toolchain });
    return result.ok ? [] : result.problems.map((p) => `${formatPath(p.path.slice(4))} ${p.code}`);
  };

  it.each([
    ['a', 2, 60, 30],
    ['a', 0.333, 60, 30],
    ['a', 10, 12, 30],
    ['b25', 1.5, 40, 25],
    ['vfr', 2.5, 50, 30],
    ['vfr', 0.5, 60, 30],
  ])('show of %s at %s times its speed the frames whose time has come', (src, speed, frames, rate) => {
    const shown = same(video(src, { speed, trim: 0.2, length: frames / 30 }));
    const source = own(src === 'vfr' ? 'a' : src);
    const zero = Math.round(0.2 * rate);
    expect(shown).toEqual(
      Array.from({ length: frames }, (_, k) => source[zero + Math.floor((k * Math.round(speed * 1000) * rate) / 30_000)]),
    );
  });

  it('last as long as the source does at that speed, and end as it does', () => {
    const length = (more: object) =>
      timelineLength(must(parseTimeline(video('a', more))), { assets: { a: sources[0]! }, generated: {} }).frames;
    expect([length({ speed: 2 }), length({ speed: 0.5, trim: 1 }), length({ speed: 2, trim: 1 })]).toEqual([75, 240, 60]);
    expect(problems(video('a', { speed: 2, length: 3 }))).toEqual(['length SOURCE_TOO_SHORT']);
    expect(problems(video('a', { speed: 0.5, length: 9.9 }))).toEqual([]);
    const looped = same(video('b25', { speed: 5, length: 1.4, onEnd: 'loop' }));
    expect(looped.slice(18, 36)).toEqual(looped.slice(0, 18));
  });

  it.each(['a', 'b25', 'vfr'])('hold one frame of %s', (src) => {
    const rate = src === 'b25' ? 25 : 30;
    const source = own(src === 'vfr' ? 'a' : src);
    for (const freeze of [0, 1.5]) {
      const shown = same(video(src, { freeze, length: 0.8 }));
      expect(shown).toEqual(Array.from({ length: 24 }, () => source[Math.floor(freeze * rate)]));
    }
    expect(same(video(src, { freeze: 2.95, length: 0.5 }))[0]).toBe(source[Math.floor(2.95 * rate)]);
  });

  it('refuse what contradicts itself, with the path', () => {
    expect(problems(video('a', { freeze: 1, trim: 1, speed: 2 }))).toEqual([
      'length REQUIRED',
      'trim INVALID_VALUE',
      'speed INVALID_VALUE',
    ]);
    expect(problems(video('a', { freeze: 5, length: 1 }))).toEqual(['freeze SOURCE_TOO_SHORT']);
    expect(problems(video('a', { speed: 0.05 }))).toEqual(['speed OUT_OF_RANGE']);
    expect(problems(video('a', { speed: 1.0005 }))).toEqual(['speed OUT_OF_RANGE']);
    expect(problems(document({ type: 'audio', src: 'asset:sine', speed: 3, length: 2 }, 'audio'))).toEqual(['length SOURCE_TOO_SHORT']);
  });

  /** Cycles a second of the left channel between two moments. */
  const pitch = (d: ReturnType<typeof document>, from: number, to: number): number => {
    const p = plan(d, sources);
    const bytes = readFileSync(mix(dir, p, sources, 'pcm'));
    const pcm = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    expect(pcm.length).toBe(p.audio!.samples * 2);
    let rises = 0;
    for (let i = Math.round(from * 48_000) + 1; i < to * 48_000; i++) if (pcm[2 * i - 2]! <= 0 && pcm[2 * i]! > 0) rises++;
    return rises / (to - from);
  };
  const sound = (more: object) => document({ type: 'audio', src: 'asset:sine', length: 0.4, ...more }, 'audio');

  it('keep the pitch of sound, or let it go with the speed', () => {
    for (const speed of [0.1, 0.7, 2, 3, 10]) expect(Math.abs(pitch(sound({ speed }), 0.1, 0.35) - 440)).toBeLessThan(16);
    for (const speed of [0.5, 2, 10]) expect(Math.abs(pitch(sound({ speed, keepPitch: false }), 0.1, 0.35) - 440 * speed)).toBeLessThan(16);
    expect(Math.abs(pitch(video('a', { speed: 2, length: 2 }), 1.5, 1.9) - 440)).toBeLessThan(16);
    expect(Math.abs(pitch(sound({ speed: 8, length: 1.5, onEnd: 'loop' }), 1.1, 1.4) - 440)).toBeLessThan(16);
    expect(plan(video('a', { freeze: 1, length: 1 }), sources).audio).toBeNull();
  });
});
