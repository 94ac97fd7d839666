import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseTimeline, timelineLength } from '../src/index.ts';
import { mix, must, plan } from './render.ts';
import { openBench } from './same.ts';
import { type Made, makeSound, makeVideo, scratch } from './sources.ts';

jest.setTimeout(180_000);

const canvas = { width: 320, height: 180, fps: 30 };

describe('speed and freeze', () => {
  const dir = scratch();
  const sources: Made[] = [];
  const { own, same, problems } = openBench(dir, sources);
  beforeAll(() => {
    const a = makeVideo(dir, 'a', { tone: 440 });
    sources.push(
      a,
      makeVideo(dir, 'b25', { rate: { num: 25, den: 1 }, frames: 75 }),
      { ...a, assetId: 'vfr', probe: { ...a.probe, video: { ...a.probe.video!, variableFrameRate: true } } },
      makeSound(dir, 'sine', 'sin(2*PI*440*t)*0.5', 4),
    );
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const document = (clip: object, kind = 'visual') => ({ version: 1, canvas, tracks: [{ kind, clips: [{ start: 0, ...clip }] }] });
  const video = (src: string, more: object) => document({ type: 'video', src: `asset:${src}`, ...more });

  it.each([
    ['a', 2, 60, 30, 3],
    ['a', 0.333, 60, 30, 7],
    ['a', 10, 12, 30, 3],
    ['b25', 1.5, 40, 25, 7],
    ['vfr', 2.5, 50, 30, 7],
    ['vfr', 0.5, 60, 30, 3],
  ])('show of %s at %s times its speed the frames whose time has come', (src, speed, frames, rate, chunks) => {
    const shown = same(video(src, { speed, trim: 0.2, length: frames / 30 }), chunks);
    const source = own(src);
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
    const source = own(src);
    // One after the other on one track, so that a chunk may begin within any.
    const freezes = [0, 1.5, 2.95];
    const clips = freezes.map((freeze, i) => ({ type: 'video', src: `asset:${src}`, freeze, start: i * 0.8, length: 0.8 }));
    expect(same({ version: 1, canvas, tracks: [{ clips }] }, 5)).toEqual(
      freezes.flatMap((freeze) => Array.from({ length: 24 }, () => source[Math.floor(freeze * rate)])),
    );
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

  /** Mixes it. Returns the cycles a second of the left channel between two moments. */
  const pitches = (d: ReturnType<typeof document>): ((from: number, to: number) => number) => {
    const p = plan(d, sources);
    const bytes = readFileSync(mix(dir, p, sources, 'pcm'));
    const pcm = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    expect(pcm.length).toBe(p.audio!.samples * 2);
    return (from, to) => {
      let rises = 0;
      for (let i = Math.round(from * 48_000) + 1; i < to * 48_000; i++) if (pcm[2 * i - 2]! <= 0 && pcm[2 * i]! > 0) rises++;
      return rises / (to - from);
    };
  };
  const near = (pitch: number, wanted: number): void => expect(Math.abs(pitch - wanted)).toBeLessThan(16);

  it('keep the pitch of sound, or let it go with the speed', () => {
    const kept = [0.1, 0.7, 2, 3, 10].map((speed) => ({ speed, keepPitch: true, pitch: 440 }));
    const gone = [0.5, 2, 10].map((speed) => ({ speed, keepPitch: false, pitch: 440 * speed }));
    const all = [...kept, ...gone];
    const clips = all.map(({ speed, keepPitch }, i) => ({
      ...{ type: 'audio', src: 'asset:sine', start: i * 0.4, length: 0.4, speed },
      ...(keepPitch ? {} : { keepPitch }),
    }));
    const heard = pitches({ version: 1, canvas, tracks: [{ kind: 'audio', clips }] });
    for (const [i, { pitch }] of all.entries()) near(heard(i * 0.4 + 0.1, i * 0.4 + 0.35), pitch);
    near(pitches(video('a', { speed: 2, length: 2 }))(1.5, 1.9), 440);
    near(pitches(document({ type: 'audio', src: 'asset:sine', speed: 8, length: 1.5, onEnd: 'loop' }, 'audio'))(1.1, 1.4), 440);
    expect(plan(video('a', { freeze: 1, length: 1 }), sources).audio).toBeNull();
  });
});
