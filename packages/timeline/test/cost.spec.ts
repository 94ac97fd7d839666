import { describe, expect, it } from '@jest/globals';
import { bandOf } from '../src/cost/band.ts';
import { learnPrices, type Sample } from '../src/cost/fit.ts';
import { makespan } from '../src/cost/makespan.ts';
import { reckon, shippedCpu } from '../src/cost/prices.ts';
import { chunkWork, forecast, learn, type Plan, undertakingOf, type Work } from '../src/index.ts';
import { planOf } from './described.ts';
import { noise } from './noise.ts';

const work = (plan: Plan, chunk = 0): Work => chunkWork(plan, plan.chunks[chunk]!);
const video = (more: object = {}) => ({ type: 'video', src: 'asset:v1', start: 0, length: 2, ...more });
const PIXELS = (1280 * 720 * 60) / 1e6;

describe('the work of a chunk', () => {
  it('is its pictures, by what is done to them', () => {
    expect(work(planOf([{ clips: [video()] }]))).toEqual({
      ...{ start: 1, read: 1, decode: PIXELS, canvas: PIXELS, 'encode h264 veryfast': PIXELS },
    });
    const small = work(planOf([{ clips: [video()] }, { clips: [video({ scale: 0.5, opacity: 0.5 })] }]));
    expect(small).toMatchObject({ read: 2, decode: 2 * PIXELS, scale: PIXELS / 4, overlay: (2 * PIXELS) / 4 });
    const turning = video({
      rotation: [
        { at: 0, value: 0 },
        { at: 2, value: 90 },
      ],
    });
    expect(work(planOf([{ clips: [turning] }]))).toMatchObject({ turn: PIXELS });
    const title = { type: 'text', text: 'Hello', start: 0, length: 1 };
    expect(work(planOf([{ clips: [video()] }, { clips: [title] }]))).toMatchObject({ picture: 1, overlay: PIXELS / 2 / 10 });
  });

  it('of several encodings is only that of those that are wanted', () => {
    const plan = planOf([{ clips: [video()] }]);
    const twice = { ...plan, encodings: [...plan.encodings, { ...plan.encodings[0]!, width: 640, height: 360, speed: 'slow' as const }] };
    expect(chunkWork(twice, plan.chunks[0]!, (i) => i === 1)).toMatchObject({ scale: PIXELS / 4, 'encode h264 slow': PIXELS / 4 });
    expect(chunkWork(twice, plan.chunks[0]!, (i) => i === 1)).not.toHaveProperty('encode h264 veryfast');
  });

  it('of a nested timeline is what is in it', () => {
    const nested = { type: 'timeline', start: 0, length: 2, timeline: { tracks: [{ clips: [video()] }] } };
    expect(work(planOf([{ clips: [nested] }]))).toMatchObject({ decode: PIXELS, canvas: 2 * PIXELS });
  });
});

describe('prices', () => {
  const TRUE: Record<string, number> = { start: 0.5, decode: 0.004, 'encode h264 veryfast': 0.01 };
  const truth = (kind: string) => TRUE[kind] ?? 0;
  const done = (count: number, spread: number, seed = 1): Sample[] => {
    const next = noise(seed);
    return Array.from({ length: count }, () => {
      const made: Work = { start: 1, decode: 50 * Math.exp(next()), 'encode h264 veryfast': 40 * Math.exp(next()) };
      return { work: made, seconds: reckon(made, truth) * Math.exp(spread * next()) };
    });
  };

  it('are the shipped ones where nothing was seen, and follow what is seen', () => {
    expect(learnPrices([], shippedCpu, 50)).toBe(shippedCpu);
    const learned = learnPrices(done(80, 0.05), shippedCpu, 200);
    expect(learned('start') / truth('start')).toBeCloseTo(1, 0);
    const next = done(20, 0, 7).map((s) => reckon(s.work, learned) / s.seconds);
    for (const ratio of next) expect(Math.abs(ratio - 1)).toBeLessThan(0.25);
  });

  it('do not follow a few that went wrong', () => {
    const samples = done(60, 0.05).map((s, i) => (i % 10 === 3 ? { ...s, seconds: s.seconds * 20 } : s));
    const learned = learnPrices(samples, shippedCpu, 200);
    for (const { work: made } of done(20, 0, 7)) expect(reckon(made, learned) / reckon(made, truth)).toBeCloseTo(1, 0);
  });

  it('of what was never seen go with the machine’s speed, and none is ever negative', () => {
    const slow = Array.from({ length: 40 }, (_, i): Sample => {
      const made = { start: 1, decode: 10 + i };
      return { work: made, seconds: 3 * reckon(made, shippedCpu) };
    });
    const learned = learnPrices(slow, shippedCpu, 200);
    expect(learned('turn') / shippedCpu('turn')).toBeCloseTo(3, 0);
    const odd = Array.from({ length: 40 }, (_, i): Sample => ({ work: { start: 1, decode: 10 + i }, seconds: 5 - i / 10 }));
    for (const kind of ['start', 'decode']) expect(learnPrices(odd, shippedCpu, 200)(kind)).toBeGreaterThan(0);
  });
});

describe('a makespan', () => {
  it('is that of jobs begun in order on the next free slot', () => {
    expect(makespan([3, 2, 2, 1], 2)).toBe(4);
    expect(makespan([3, 2, 2, 1], 1)).toBe(8);
    expect(makespan([3], 8)).toBe(3);
    expect(makespan([], 2)).toBe(0);
  });
});

describe('a forecast', () => {
  const clips = [0, 2, 4, 6].map((start) => video({ start, trim: start, volume: 1 }));
  const plan = planOf([{ clips }]);
  const keys = (some: Plan['chunks']) => some.flatMap((c) => c.encoded.map((e) => e.key));
  const told = (known: string[], slots = 2, aheadSeconds = 0) =>
    forecast(undertakingOf([plan], new Set(known)), learn([], []), { slots, aheadSeconds });

  it('leaves out what the cache has, waits for what is ahead, and is shorter with more slots', () => {
    const cold = told([]);
    expect(told(keys(plan.chunks.slice(1))).cpuSeconds).toBeLessThan(cold.cpuSeconds / 2);
    const sound = plan.audio!.encoded.map((e) => e.key);
    expect(told([...keys(plan.chunks), ...sound])).toMatchObject({ cpuSeconds: 0, slotSeconds: 0, render: { sound: 0, chunks: 0 } });
    expect(told([], 1).seconds).toBeGreaterThan(cold.seconds);
    expect(told([], 2, 30).seconds).toBeCloseTo(cold.seconds + 15);
  });
});

describe('the band of an estimate', () => {
  it('is wide before anything was seen, and narrower the more was seen', () => {
    const next = noise(3);
    const ratios = Array.from({ length: 40 }, () => Math.exp(0.2 * next()));
    const widths = [0, 8, 40].map((count) => bandOf(ratios.slice(0, count))).map(({ p10, p90 }) => p90 / p10);
    expect(widths[0]).toBeGreaterThan(6);
    expect(widths[1]).toBeLessThanOrEqual(widths[0]!);
    expect(widths[2]).toBeLessThan(widths[1]!);
    expect(widths[2]).toBeGreaterThan(Math.exp(0.2 * 2.56));
    for (const band of [bandOf([]), bandOf(ratios)]) expect(band.p10 < band.p50 && band.p50 < band.p90).toBe(true);
  });

  it('never promises more than machines keep, and forgets what was long ago', () => {
    expect(bandOf(Array.from({ length: 40 }, () => 1))).toMatchObject({ p50: 1, p90: 1.08 });
    expect(bandOf([...Array.from({ length: 40 }, () => 2), ...Array.from({ length: 40 }, () => 1)]).p50).toBe(2);
  });
});
