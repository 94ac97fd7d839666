import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AUDIO_EFFECTS } from '../src/audio-effects/effects.ts';
import { mix, plan } from './render.ts';
import { type Made, makeSound, scratch } from './sources.ts';

jest.setTimeout(180_000);

const RATE = 48_000;
const SECONDS = 2;
/** What each effect needs to be one. */
const LEAST: Record<string, object> = {
  gain: { gain: 3 },
  equalizer: { bands: [{ type: 'peak', frequency: 1000, gain: 6 }] },
  bass: { gain: 6 },
  treble: { gain: 6 },
};
const TYPES = Object.keys(AUDIO_EFFECTS);
const effect = (type: string, more: object = {}) => ({ type, ...LEAST[type], ...more });

const db = (factor: number): number => 20 * Math.log10(factor);
const tone = (f: number) => `0.25*sin(2*PI*${f}*t)`;

describe('effects of sound', () => {
  const dir = scratch();
  const TONES = [50, 100, 200, 1000, 3000, 8000];
  let sources: Made[];
  beforeAll(() => {
    const both = (name: string, expression: string, seconds = SECONDS) => makeSound(dir, name, `${expression}|${expression}`, seconds);
    sources = [
      both('impulse', '0.5*eq(n,24000)'),
      both('half', '0.5'),
      both('silence', '0'),
      both('all', TONES.map((f) => `0.1*sin(2*PI*${f}*t)`).join('+')),
      both('whisper', `0.004*${tone(440)}+gte(t,1)*${tone(440)}`),
      both('hiss', `0.01*(random(0)-0.5)+gte(t,1)*${tone(440)}`),
      both('loud', `1.9*(random(0)-0.5)`),
      // 40 s and the two seconds of it from 35 s on, alone.
      both('long', `0.4*sin(2*PI*(200+20*floor(t))*t)`, 40),
      both('cut', `0.4*sin(2*PI*(200+20*floor(t+35))*(t+35))`),
    ];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const clip = (src: string, more: object = {}) => ({ type: 'audio', src: `asset:${src}`, start: 0, length: SECONDS, ...more });
  const document = (clips: object[], others: object[] = [], track: object = {}) => ({
    version: 1,
    canvas: { width: 320, height: 180, fps: 30 },
    tracks: [{ kind: 'audio', ...track, clips }, ...others],
  });
  const heard = (...args: Parameters<typeof document>): [Float32Array, Float32Array] => {
    const bytes = readFileSync(mix(dir, plan(document(...args), sources), sources, 'pcm'));
    const pcm = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    return [pcm.filter((_, i) => i % 2 === 0), pcm.filter((_, i) => i % 2 === 1)];
  };
  const left = (...args: Parameters<typeof document>) => heard(...args)[0];
  /** Amplitude of a frequency between two seconds. */
  const amplitude = (pcm: Float32Array, f: number, from = 1, to = 2): number => {
    let [re, im] = [0, 0];
    for (let n = from * RATE; n < to * RATE; n++) {
      re += pcm[n]! * Math.cos((2 * Math.PI * f * n) / RATE);
      im += pcm[n]! * Math.sin((2 * Math.PI * f * n) / RATE);
    }
    return (2 * Math.hypot(re, im)) / ((to - from) * RATE);
  };
  const power = (pcm: Float32Array, from: number, to: number) => pcm.slice(from * RATE, to * RATE).reduce((sum, v) => sum + v * v, 0);
  const peakOf = (pcm: Float32Array) => pcm.reduce((best, v, i) => (Math.abs(v) > Math.abs(pcm[best]!) ? i : best), 0);

  // What answers to a sample with a room has that sample only where some of the sound goes past it.
  it.each(
    TYPES.flatMap((type) =>
      type === 'reverb'
        ? [[type, 0.5]]
        : [
            [type, 1],
            [type, 0.5],
          ],
    ) as [string, number][],
  )('%s is in time to the sample, with a mix of %d', (type, share) => {
    const sides = heard([clip('impulse', { audioEffects: [effect(type, { mix: share })] })]);
    expect(sides.map((s) => s.length)).toEqual([SECONDS * RATE, SECONDS * RATE]);
    expect(sides.map(peakOf)).toEqual([24_000, 24_000]);
  });

  it('is done to a sound as it was cut, wherever in its source that is', () => {
    const audioEffects = [effect('compressor', { threshold: -30 }), effect('reverb'), effect('noiseReduction')];
    expect(left([clip('long', { trim: 35, audioEffects })])).toEqual(left([clip('cut', { audioEffects })]));
  });

  it('takes nothing from what sounds beside it, up to the last sample', () => {
    for (const type of TYPES) {
      const beside = (audioEffects: object[]) => left([clip('half')], [{ kind: 'audio', clips: [clip('silence', { audioEffects })] }]);
      expect([type, peakOf(beside([effect(type, { mix: 0.5 })])), new Set(beside([effect(type)]))]).toEqual([type, 0, new Set([0.5])]);
    }
  });

  it('equalizes: each frequency by what its bands say', () => {
    const bands = [
      { type: 'highPass', frequency: 100 },
      { type: 'peak', frequency: 1000, gain: 6 },
      { type: 'highShelf', frequency: 4000, gain: -12 },
    ];
    const [plain, shaped] = [left([clip('all')]), left([clip('all', { audioEffects: [{ type: 'equalizer', bands }] })])];
    const gained = (f: number) => db(amplitude(shaped, f) / amplitude(plain, f));
    expect(gained(50)).toBeCloseTo(-12.3, 0);
    expect(gained(100)).toBeCloseTo(-3, 0);
    expect(gained(1000)).toBeCloseTo(6, 0);
    expect(gained(8000)).toBeCloseTo(-11.3, 0);
  });

  it('moves bass and treble by themselves', () => {
    const plain = left([clip('all')]);
    const gained = (audioEffects: object[]) => {
      const pcm = left([clip('all', { audioEffects })]);
      return [50, 1000, 8000].map((f) => Math.round(db(amplitude(pcm, f) / amplitude(plain, f))) + 0);
    };
    expect(gained([{ type: 'bass', gain: 6, frequency: 200 }])).toEqual([6, 0, 0]);
    expect(gained([{ type: 'treble', gain: -9 }])).toEqual([0, 0, -9]);
  });

  it('compresses: above its threshold one of `ratio` decibels is left', () => {
    const level = (more: object) => db(left([clip('half', { audioEffects: [effect('compressor', { knee: 0, ...more })] })])[90_000]!);
    // 0.5 is 13.98 dB above -20.
    expect(level({ threshold: -20, ratio: 4 })).toBeCloseTo(-20 + 13.98 / 4, 1);
    expect(level({ threshold: -20, ratio: 4, makeup: 6 })).toBeCloseTo(-20 + 13.98 / 4 + 6, 1);
    expect(level({ threshold: -3 })).toBeCloseTo(-6.02, 1);
    // Half of it goes past the compressor.
    expect(level({ threshold: -20, ratio: 4, mix: 0.5 })).toBeCloseTo(db((0.5 + 10 ** ((-20 + 13.98 / 4) / 20)) / 2), 1);
  });

  it('gates: what is quiet is silent, what is loud is as it was', () => {
    const pcm = left([clip('whisper', { audioEffects: [effect('gate')] })]);
    expect(db(amplitude(pcm, 440, 0.5, 1))).toBeLessThan(-120);
    expect(db(amplitude(pcm, 440, 1.5, 2) / 0.251)).toBeCloseTo(0, 1);
  });

  it('limits: no sample is above the ceiling', () => {
    const loudest = (more: object) => {
      const pcm = left([clip('loud', { audioEffects: [effect('gain', { gain: 12 }), effect('limiter', more)] })]);
      return Math.abs(pcm[peakOf(pcm)]!);
    };
    expect(db(loudest({ ceiling: -6 }))).toBeLessThanOrEqual(-5.99);
    expect(db(loudest({ ceiling: -6 }))).toBeGreaterThan(-6.1);
  });

  it('reverberates: as loud as the sound, 60 dB down after `decay`, beyond the clip, not beyond a fade', () => {
    const late = [{ kind: 'audio', clips: [clip('silence', { start: 2 })] }];
    const room = (more: object, wet = {}) =>
      heard([clip('impulse', { audioEffects: [effect('reverb', { preDelay: 100, mix: 1, ...wet })], ...more })], late);
    const [one, other] = room({ length: 1 }, { decay: 1 });
    expect(power(one, 0, 0.595)).toBeLessThan(1e-9);
    expect(db(Math.sqrt(power(one, 0, 4) / 0.25))).toBeCloseTo(0, 0);
    expect(10 * Math.log10(power(one, 1.1, 1.2) / power(one, 0.6, 0.7))).toBeCloseTo(-30, -0.5);
    expect(power(one, 1, 1.5)).toBeGreaterThan(1e-4);
    expect(power(one, 1.61, 4)).toBeLessThan(1e-18);
    // Either side has a room of its own, the same each time.
    expect(one).not.toEqual(other);
    expect(room({ length: 1 }, { decay: 1 })).toEqual([one, other]);
    expect(power(room({ length: 1, fadeOut: 0.1 }, { decay: 1 })[0], 1, 4)).toBe(0);
  });

  it('reduces noise, and leaves what is no noise', () => {
    const [plain, clean] = [
      left([clip('hiss')]),
      left([clip('hiss', { audioEffects: [effect('noiseReduction', { reduction: 20, floor: -50 })] })]),
    ];
    expect(10 * Math.log10(power(clean, 0.5, 1) / power(plain, 0.5, 1))).toBeLessThan(-10);
    expect(db(amplitude(clean, 440, 1.25, 1.75) / amplitude(plain, 440, 1.25, 1.75))).toBeCloseTo(0, 0);
  });

  it('moves a gain in decibels, and fades an effect in by its mix', () => {
    const moving = [
      { at: 0, value: -40 },
      { at: 2, value: 0 },
    ];
    const gained = left([clip('half', { audioEffects: [{ type: 'gain', gain: moving }] })]);
    expect([0, 0.5, 1, 1.5].map((s) => Math.round(db(gained[s * RATE]! / 0.5)))).toEqual([-40, -30, -20, -10]);
    const mixed = left([
      clip('half', {
        audioEffects: [
          {
            type: 'gain',
            gain: -60,
            mix: [
              { at: 0, value: 0 },
              { at: 2, value: 1 },
            ],
          },
        ],
      }),
    ]);
    expect([0, 0.5, 1, 1.5].map((s) => Math.round(100 * mixed[s * RATE]!))).toEqual([50, 38, 25, 13]);
  });

  it('is done to the sum of a track, after what is done to its clips', () => {
    const two = [clip('half', { length: 1 }), clip('half', { start: 1, length: 1, audioEffects: [{ type: 'gain', gain: -6.0206 }] })];
    const summed = left(two, [], {
      audioEffects: [
        {
          type: 'gain',
          gain: [
            { at: 0, value: 0 },
            { at: 2, value: -40 },
          ],
        },
      ],
    });
    expect([0, 0.5, 1, 1.5].map((s) => Math.round(10 * db(summed[s * RATE]! / 0.5)) / 10)).toEqual([0, -10, -26, -36]);
  });

  it('carves: only in the band, only under the voice', () => {
    const voice = [{ id: 'voice', kind: 'audio', clips: [clip('silence', { start: 1, length: 1 })] }];
    const [plain, carved] = [left([clip('all')], voice), left([clip('all', { duck: { under: 'voice', by: -12, carve: true } })], voice)];
    const dip = (f: number) => db(amplitude(carved, f) / amplitude(plain, f));
    expect(TONES.map((f) => [f, Math.round(dip(f)) + 0])).toEqual([
      [50, 0],
      [100, 0],
      [200, Math.round(dip(200))],
      [1000, -12],
      [3000, -12],
      [8000, 0],
    ]);
    expect([50, 100, 8000].map((f) => Math.abs(dip(f)) < 0.1)).toEqual([true, true, true]);
    // Until the ramp begins not a sample is touched.
    expect(carved.slice(0, 0.75 * RATE)).toEqual(plain.slice(0, 0.75 * RATE));
    const other = left([clip('all', { duck: { under: 'voice', by: -12, carve: { from: 6000, to: 12_000 } } })], voice);
    expect([1000, 8000].map((f) => Math.round(db(amplitude(other, f) / amplitude(plain, f))) + 0)).toEqual([0, -12]);
  });

  it('is done within a nested timeline, and to all of its sound', () => {
    const half = { audioEffects: [{ type: 'gain', gain: -6.0206 }] };
    const tracks = [{ kind: 'audio', ...half, clips: [clip('half')] }];
    const levels = left([], [{ clips: [{ type: 'timeline', start: 0, length: SECONDS, ...half, timeline: { tracks } }] }]);
    expect(new Set([...levels].map((v) => Math.round(1000 * v)))).toEqual(new Set([125]));
  });
});
