import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mix, plan } from './render.ts';
import { type Made, makeSound, scratch } from './sources.ts';

jest.setTimeout(180_000);

/** Files often hold less sound than they say: it ends before the picture does, or the header is wrong. */
describe('a source whose sound ends before it says', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    const half = makeSound(dir, 'half', '0.5|0.5', 1);
    const said = { ...half.probe, durationSeconds: 2, audio: { ...half.probe.audio!, durationSeconds: 2 } };
    sources = [{ ...half, probe: said }, makeSound(dir, 'quarter', '0.25|0.25', 2)];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const clip = (src: string, start: number, length: number, more: object = {}) => ({
    type: 'audio',
    src: `asset:${src}`,
    start,
    length,
    ...more,
  });
  /** The left channel of one second of `short`, then one of another sound, under a third lane: its level at 0.5 s and 1.5 s. */
  const levels = (short: object) => {
    const document = {
      version: 1,
      canvas: { width: 320, height: 180, fps: 30 },
      tracks: [
        { kind: 'audio', clips: [clip('half', 0, 1, short), clip('quarter', 1, 1)] },
        { kind: 'audio', clips: [clip('quarter', 0, 2)] },
      ],
    };
    const bytes = readFileSync(mix(dir, plan(document, sources), sources, 'pcm'));
    const pcm = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    expect(pcm).toHaveLength(2 * 2 * 48_000);
    return [0.5, 1.5].map((second) => Math.round(1000 * pcm[2 * second * 48_000]!) / 1000);
  };

  it('is silent from there on, and what follows it sounds in time', () => {
    expect(levels({ trim: 0.75 })).toEqual([0.25, 0.5]);
    expect(levels({ trim: 0.25 })).toEqual([0.75, 0.5]);
  });

  it.each([
    ['played', { trim: 1.2, onEnd: 'black' }],
    ['looped', { trim: 1.5, onEnd: 'loop' }],
    ['slowed', { trim: 1.2, speed: 0.5 }],
    ['slowed and looped', { trim: 1.9, speed: 0.5, onEnd: 'loop' }],
    ['faster, its pitch with it', { trim: 1.2, speed: 1.5, keepPitch: false, onEnd: 'black' }],
    [
      'louder by and by',
      {
        trim: 1.2,
        onEnd: 'black',
        volume: [
          { at: 0, value: 1 },
          { at: 1, value: 2 },
        ],
      },
    ],
    [
      'panned and faded',
      {
        trim: 1.2,
        onEnd: 'black',
        pan: [
          { at: 0, value: -1 },
          { at: 1, value: 1 },
        ],
        fadeIn: 0.2,
        fadeOut: 0.2,
      },
    ],
  ])('is silence of the whole length where nothing is left: %s', (_, more) => {
    expect(levels(more)).toEqual([0.25, 0.5]);
  });
});
