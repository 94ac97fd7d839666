import type { Work } from './work.ts';

/** Seconds that one unit of a kind of work takes. */
export type Prices = (kind: string) => number;

/** The prices an estimate is made with. */
export interface Learned {
  /** CPU seconds. */
  cpu: Prices;
  /** Seconds a slot is busy. */
  wall: Prices;
  /** Seconds of a render as a whole: kinds of shippedRender. */
  render: Prices;
  /** Chunks they were learned from. */
  basis: number;
}

/** What a piece of work takes, in seconds. */
export const reckon = (work: Work, prices: Prices): number =>
  Object.entries(work).reduce((sum, [kind, amount]) => sum + amount * prices(kind), 0);

/** CPU seconds, measured on a small machine (docs/benchmarks.md): what a fresh install reckons with until it has measured its own. */
const SHIPPED: Record<string, number> = {
  start: 0.2,
  read: 0.03,
  picture: 0.02,
  decode: 0.0009,
  scale: 0.0021,
  overlay: 0.0018,
  turn: 0.006,
  page: 0.05,
  canvas: 0.0003,
  normalise: 0.02,
};

/** Of x264's "veryfast", for a million pixels. */
const ENCODE = 0.0063;
const CODECS: Record<string, number> = { h264: 1, h265: 5, vp9: 7, av1: 3, prores_422_hq: 2.5, prores_4444: 3, lossless: 0.6 };
const SPEEDS: Record<string, number> = { ultrafast: 0.4, superfast: 0.65, veryfast: 1, faster: 1.5, fast: 1.9, medium: 2.3, slow: 4 };
/** Encoders without x264's speeds. */
const ONE_SPEED = new Set(['prores_422_hq', 'prores_4444', 'lossless']);

const encodePrice = (kind: string): number => {
  const [, codec = '', speed = ''] = kind.split(' ');
  return ENCODE * (CODECS[codec] ?? 1) * (ONE_SPEED.has(codec) ? 1 : (SPEEDS[speed] ?? 1));
};

/** CPU seconds of a chunk's work. */
export const shippedCpu: Prices = (kind) => (kind.startsWith('encode ') ? encodePrice(kind) : (SHIPPED[kind] ?? 0));

/** Seconds a chunk's work keeps a slot busy: its CPU, and bringing, checking and storing around each run. */
export const shippedWall: Prices = (kind) => shippedCpu(kind) + (kind === 'start' ? 0.25 : 0);

/** Seconds of a whole render: render (planning, events, the way between services), output, sound (a second of it), chunks and wait (seconds of them). */
const RENDER: Record<string, number> = { render: 0.8, output: 0.25, sound: 0.012, chunks: 1, wait: 1 };
export const shippedRender: Prices = (kind) => RENDER[kind] ?? 0;
