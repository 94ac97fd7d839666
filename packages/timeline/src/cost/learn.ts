import { learnPrices } from './fit.ts';
import type { Forecast } from './forecast.ts';
import { type Learned, shippedCpu, shippedRender, shippedWall } from './prices.ts';
import type { Work } from './work.ts';

/** A chunk that was drawn: of what work, and what it took. */
export interface ChunkSample {
  work: Work;
  /** Of its ffmpeg; null where the system does not say. */
  cpuSeconds: number | null;
  /** From beginning to published. */
  wallSeconds: number;
}

/** A render that has ended well: what was forecast when it was accepted, and what came. */
export interface RenderSample {
  forecast: Forecast;
  /** From accepted to finished. */
  seconds: number;
  /** Of that, from its first chunk's beginning to its last one's end; 0 when none was drawn. */
  chunkSeconds: number;
  /** Of the ffmpegs of its chunks; null where it is not known. */
  cpuSeconds: number | null;
}

/** Samples after which one counts half. A processor stays what it is, how busy it is changes from one minute to the next. */
const CPU_LIFE = 200;
const WALL_LIFE = 24;
const RENDER_LIFE = 12;

/** Prices as this workspace's work has shown them, the shipped ones where it has shown nothing. Both lists newest first. */
export function learn(chunks: readonly ChunkSample[], renders: readonly RenderSample[]): Learned {
  const measured = chunks.flatMap(({ work, cpuSeconds }) => (cpuSeconds === null ? [] : [{ work, seconds: cpuSeconds }]));
  const cpu = learnPrices(measured, shippedCpu, CPU_LIFE);
  const busy = chunks.map(({ work, wallSeconds }) => ({ work, seconds: wallSeconds }));
  // With its chunks as they were: how far off their forecast was is for their own prices to learn.
  const ended = renders.map(({ forecast, seconds, chunkSeconds }) => ({ work: { ...forecast.render, chunks: chunkSeconds }, seconds }));
  const wall = learnPrices(busy, shippedWall, WALL_LIFE);
  return { cpu, wall, render: learnPrices(ended, shippedRender, RENDER_LIFE), basis: chunks.length };
}
