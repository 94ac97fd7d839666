import { median, round } from '../statistics.ts';
import { NOISE } from './excused.ts';
import { KNOWN_FRAMES, type Known, knownArgs } from './known.ts';
import type { Price } from './meter.ts';

interface Whole {
  args: readonly string[];
  frames: number;
}

/** A look to be measured. */
export interface Subject {
  name: string;
  look: Whole;
  /** The same films without it. */
  plain: Whole;
  /** Frames of the look's in which it does something. */
  atWork: number;
  best: { graph: Whole; base: Whole } | null;
}

/** What a look costs, as measured so far: CPU milliseconds of a 1080p frame. */
export interface Cost {
  /** A frame at work, less the plain graph's. */
  ms: number;
  /** Up to the first frame, less the plain graph's: what is drawn once, and decoders that are opened. */
  onceMs: number;
  plainMs: number;
  /** As `ms`, of the best known form. */
  bestMs: number | null;
  /** What is measured in no time is as fast as can be told: neither is taken for less than noise. */
  ratio: number | null;
}

export const asWhole = (known: Known, files: Readonly<Record<string, string>>): Subject['best'] => ({
  graph: { args: knownArgs(known, known.graph, files), frames: KNOWN_FRAMES },
  base: { args: knownArgs(known, known.base, files), frames: KNOWN_FRAMES },
});

export async function costOf(
  { look, plain, atWork, best }: Subject,
  measure: (args: readonly string[], frames: number, round: number) => Promise<Price>,
  number: number,
): Promise<Cost> {
  const of = ({ args, frames }: Whole) => measure(args, frames, number);
  const [shown, without] = [await of(look), await of(plain)];
  // The first frame is in `onceMs`.
  const counted = Math.max(1, Math.min(atWork, look.frames - 1));
  const ms = ((shown.each - without.each) * (look.frames - 1)) / counted;
  const bestMs = best && (await of(best.graph)).each - (await of(best.base)).each;
  return {
    ms: round(ms, 2),
    onceMs: round(shown.first - without.first, 1),
    plainMs: round(without.each, 2),
    bestMs: bestMs && round(bestMs, 2),
    ratio: bestMs === null ? null : round(Math.max(NOISE, ms) / Math.max(NOISE, bestMs), 2),
  };
}

/** Medians of each group's looks. */
export function groupsOf(looks: Readonly<Record<string, Cost>>): Record<string, { ms: number; ratio: number | null }> {
  const groups = Map.groupBy(Object.entries(looks), ([name]) => name.split('/')[0] ?? '');
  return Object.fromEntries(
    [...groups].map(([group, all]) => {
      const ratios = all.flatMap(([, { ratio }]) => (ratio === null ? [] : [ratio]));
      return [group, { ms: median(all.map(([, { ms }]) => ms)), ratio: ratios.length > 0 ? median(ratios) : null }];
    }),
  );
}
