import { describe, expect, it } from '@jest/globals';
import { type Evidence, gatesOf, offsetOf } from './gates.ts';

const noise = (length: number): Int16Array => {
  let seed = 1;
  return Int16Array.from({ length }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed % 20_000) - 10_000;
  });
};
const late = (sound: Int16Array, by: number): Int16Array => sound.map((_, i) => sound[i - by] ?? 0);

const sound = noise(24_000);
const good: Evidence = {
  packets: [0, 1536, 512, 1024].map((pts, i) => ({ pts, dts: i * 512 - 1024 })),
  frames: 4,
  composed: { ours: ['a', 'b', 'c', 'd'], single: ['a', 'b', 'c', 'd'] },
  sound: { ours: sound, reference: sound },
  ssim: { ours: [0.98, 0.98, 0.976, 0.98], single: [0.98, 0.98, 0.98, 0.98] },
  seams: [2],
  bytes: { ours: 1005, reference: 1000 },
};

describe('gates', () => {
  it('let a right video pass', () =>
    expect(gatesOf(good)).toEqual({
      ...{ frameCount: true, pts: true, dts: true, framesEqual: true },
      ...{ audioOffsetSamples: 0, seamSsimDrop: 0.001, sizeRatio: 1.005, passed: true },
    }));

  it.each<[string, Partial<Evidence>, object]>([
    ['a frame too few', { packets: good.packets.slice(0, 3) }, { frameCount: false }],
    ['a gap', { packets: good.packets.map((p) => (p.pts === 1536 ? { ...p, pts: 2048 } : p)) }, { pts: false }],
    ['a late start', { packets: good.packets.map((p) => ({ ...p, pts: p.pts + 512 })) }, { pts: false }],
    ['two frames at one time', { packets: good.packets.map((p) => ({ ...p, dts: 0 })) }, { dts: false }],
    ['another frame', { composed: { ours: ['a', 'b', 'x', 'd'], single: good.composed.single } }, { framesEqual: false }],
    ['late sound', { sound: { ours: late(sound, 2), reference: sound } }, { audioOffsetSamples: 2 }],
    ['early sound', { sound: { ours: late(sound, -1024), reference: sound } }, { audioOffsetSamples: -1024 }],
    ['a visible seam', { ssim: { ours: [0.98, 0.96, 0.96, 0.98], single: good.ssim.single } }, { seamSsimDrop: 0.01 }],
    ['a larger file', { bytes: { ours: 1011, reference: 1000 } }, { sizeRatio: 1.011 }],
  ])('stop %s', (_, change, seen) => expect(gatesOf({ ...good, ...change })).toMatchObject({ ...seen, passed: false }));

  it('forgive what is within bounds', () => {
    expect(gatesOf({ ...good, sound: { ours: late(sound, 1), reference: sound } }).passed).toBe(true);
    expect(gatesOf({ ...good, sound: null })).toMatchObject({ audioOffsetSamples: null, passed: true });
  });

  it('find how late a sound is', () =>
    expect([-2400, -7, 0, 7, 2400].map((by) => offsetOf(late(sound, by), sound))).toEqual([-2400, -7, 0, 7, 2400]));
});
