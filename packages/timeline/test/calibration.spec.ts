import { describe, expect, it } from '@jest/globals';
import { makespan } from '../src/cost/makespan.ts';
import { type Prices, reckon, shippedCpu } from '../src/cost/prices.ts';
import { type ChunkSample, effortOf, forecast, learn, type RenderSample, type Work } from '../src/index.ts';
import { noise } from './noise.ts';

/** A machine that nobody knows: its prices are not the shipped ones, it is uneven, and how busy it is changes slowly, and once suddenly. */
interface Machine {
  slots: number;
  /** How unevenly it works. */
  spread: number;
  /** How far its load wanders from one render to the next. */
  wander: number;
  /** From this render on it is so many times slower. */
  slower?: { from: number; by: number };
}

const WARM_UP = 20;
const RENDERS = 50;
const KEPT = { chunks: 100, renders: 40 };
const TRUE: Prices = (kind) => shippedCpu(kind) * (kind === 'decode' ? 2.5 : kind === 'start' ? 0.6 : 1.3);

/** How many of fifty renders end inside the band they were accepted with, after twenty to learn from. */
function inside({ slots, spread, wander, slower }: Machine, seed: number): number {
  const next = noise(seed);
  let [chunks, renders]: [ChunkSample[], RenderSample[]] = [[], []];
  let [load, count] = [0, 0];
  for (let n = 0; n < WARM_UP + RENDERS; n++) {
    load = 0.8 * load + wander * next();
    const busy = Math.exp(load) * (slower && n >= WARM_UP + slower.from ? slower.by : 1);
    const jobs = Array.from({ length: 1 + Math.floor(Math.abs(next()) * 3) }, (): Work => {
      const pixels = 15 * Math.exp(0.6 * next());
      return { start: 1, read: 1, decode: 4 * pixels, scale: 4 * pixels, canvas: pixels, 'encode h264 veryfast': pixels };
    });
    const model = forecast({ jobs, outputs: 1, soundSeconds: 3 }, learn(chunks, renders), { slots, aheadSeconds: 0 });
    const { p10, p90 } = effortOf(model, renders).seconds;

    const took = jobs.map((work): ChunkSample => {
      const cpuSeconds = reckon(work, TRUE) * Math.exp(0.3 * spread * next());
      return { work, cpuSeconds, wallSeconds: (cpuSeconds + 0.2) * busy * Math.exp(spread * next()) };
    });
    const around = (0.7 + 0.2 * Math.abs(next())) * busy;
    const chunkSeconds = makespan(
      took.map((one) => one.wallSeconds),
      slots,
    );
    const seconds = around + chunkSeconds;
    if (n >= WARM_UP && p10 <= seconds && seconds <= p90) count++;
    chunks = [...took, ...chunks].slice(0, KEPT.chunks);
    renders = [{ forecast: model, seconds, chunkSeconds, cpuSeconds: null }, ...renders].slice(0, KEPT.renders);
  }
  return count;
}

const SEEDS = Array.from({ length: 4 }, (_, i) => i + 1);

describe('of fifty renders, those that end inside their estimate', () => {
  it.each<[string, Machine]>([
    ['on one that others use too', { slots: 2, spread: 0.25, wander: 0.15 }],
    ['with many slots', { slots: 8, spread: 0.15, wander: 0.05 }],
    ['where everything becomes twice as slow', { slots: 2, spread: 0.15, wander: 0.05, slower: { from: 20, by: 2 } }],
  ])('%s are forty or more', (_, machine) => {
    const counts = SEEDS.map((seed) => inside(machine, seed));
    const mean = counts.reduce((sum, n) => sum + n, 0) / counts.length;
    expect(mean).toBeGreaterThanOrEqual(40);
    // A band that holds everything says nothing.
    expect(mean).toBeLessThan(49);
  });
});
