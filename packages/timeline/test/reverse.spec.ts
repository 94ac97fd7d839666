import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Plan } from '../src/index.ts';
import { mix, plan } from './render.ts';
import { openBench } from './same.ts';
import { type Made, makeSound, makeVideo, scratch } from './sources.ts';

jest.setTimeout(180_000);

const canvas = { width: 320, height: 180, fps: 30 };

describe('backwards', () => {
  const dir = scratch();
  const sources: Made[] = [];
  const { own, same, problems } = openBench(dir, sources);
  beforeAll(() => {
    const a = makeVideo(dir, 'a', { tone: 440 });
    sources.push(
      a,
      makeVideo(dir, 'b25', { rate: { num: 25, den: 1 }, frames: 60 }),
      { ...a, assetId: 'vfr', probe: { ...a.probe, video: { ...a.probe.video!, variableFrameRate: true, longestFrameSeconds: 0.04 } } },
      { ...a, assetId: 'fields', probe: { ...a.probe, video: { ...a.probe.video!, interlaced: true, fieldOrder: 'tff' as const } } },
      makeSound(dir, 'steps', 'floor(t*10)/40|floor(t*10)/40', 2),
    );
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const document = (clip: object, kind = 'visual') => ({
    version: 1,
    canvas,
    tracks: [{ kind, clips: [{ start: 0, reverse: true, ...clip }] }],
  });
  const video = (src: string, more: object) => document({ type: 'video', src: `asset:${src}`, ...more });

  it.each([
    ['a', 1, 0.5, 135, 30, 7],
    ['a', 2, 0, 60, 30, 3],
    ['a', 0.5, 1, 60, 30, 3],
    ['vfr', 1, 0.5, 60, 30, 3],
    ['b25', 1, 0.2, 60, 25, 7],
  ])('shows the section of %s at %s times its speed from its end to its beginning', (src, speed, trim, frames, rate, chunks) => {
    const source = own(src);
    const zero = Math.round(trim * rate);
    const last = zero + Math.ceil((frames * speed * rate) / 30) - 1;
    expect(same(video(src, { speed, trim, length: frames / 30 }), chunks)).toEqual(
      Array.from({ length: frames }, (_, k) => source[last - Math.floor((k * speed * rate) / 30)]),
    );
  });

  it('begins at the end of a source that is too short, then holds, repeats or blackens', () => {
    const b = own('b25').slice(5).reverse();
    const shown = (onEnd: string) => same(video('b25', { trim: 0.2, length: 3, onEnd }));
    const forward = Array.from({ length: 66 }, (_, k) => b[Math.floor((k * 25) / 30)]);
    const frozen = shown('freeze');
    expect(frozen.slice(0, 66)).toEqual(forward);
    expect(new Set(frozen.slice(65))).toEqual(new Set([b.at(-1)]));
    expect(shown('loop')).toEqual([...forward, ...forward.slice(0, 24)]);
    const black = shown('black');
    expect(black.slice(0, 66)).toEqual(forward);
    expect(new Set(black.slice(66)).size).toBe(1);
    expect(b).not.toContain(black[66]);
  });

  it('is not needed for what is cut anywhere: fields become the same frames however many chunks show them', () => {
    const shown = same(video('fields', { reverse: false, length: 4.5 }), 3, 7);
    expect(new Set(shown).size).toBe(135);
  });

  it('shares pieces between trims and speeds: they follow from the source alone', () => {
    const pieces = (p: Plan) =>
      p.chunks.flatMap((c) => c.graph.layers.flatMap((l) => (l.source.kind === 'video' ? l.source.reads.map((r) => r.piece) : [])));
    const [first, second] = [
      { trim: 0.3, length: 2 },
      { trim: 0.1, length: 1, speed: 2 },
    ].map((m) => pieces(plan(video('a', m), sources)));
    expect(first).toContainEqual(second![0]);
    expect(pieces(plan(video('a', { reverse: false, length: 1 }), sources))).toEqual([undefined]);
  });

  const pcm = (d: ReturnType<typeof document>): Float32Array => {
    const bytes = readFileSync(mix(dir, plan(d, sources), sources, 'pcm'));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  };
  /** The step of the staircase heard at a second. */
  const step = (samples: Float32Array, at: number): number => Math.round(samples[2 * Math.round(at * 48_000)]! * 40);

  it('is heard backwards too, to the sample', () => {
    const sound = (more: object) => document({ type: 'audio', src: 'asset:steps', ...more }, 'audio');
    const forward = pcm(sound({ reverse: false, trim: 0.5, length: 1 }));
    const backward = pcm(sound({ trim: 0.5, length: 1 }));
    const left = (s: Float32Array) => Array.from({ length: s.length / 2 }, (_, i) => s[2 * i]!);
    expect(left(backward)).toEqual(left(forward).reverse());
    const looped = pcm(sound({ trim: 1, length: 1.5, onEnd: 'loop' }));
    expect([0.05, 0.95, 1.05, 1.45].map((t) => step(looped, t))).toEqual([19, 10, 19, 15]);
    const fast = pcm(sound({ speed: 2, keepPitch: false }));
    expect([0.02, 0.48, 0.98].map((t) => step(fast, t))).toEqual([19, 10, 0]);
    expect(step(pcm(sound({ length: 3, onEnd: 'black' })), 2.5)).toBe(0);
  });

  it('refuses what has no direction', () => {
    expect(problems(video('a', { freeze: 1, length: 1 }))).toEqual(['reverse INVALID_VALUE']);
    expect(problems(video('a', { trim: 1, length: 9 }))).toEqual(['length SOURCE_TOO_SHORT']);
    expect(problems(video('a', { reverse: 'yes' }))).toEqual(['reverse INVALID_TYPE']);
    const long = sources.find((s) => s.assetId === 'steps')!;
    const hours = { ...long, assetId: 'hours', probe: { ...long.probe, audio: { ...long.probe.audio!, durationSeconds: 4000 } } };
    sources.push(hours);
    expect(problems(document({ type: 'audio', src: 'asset:hours' }, 'audio'))).toEqual(['reverse TOO_LONG']);
  });
});
