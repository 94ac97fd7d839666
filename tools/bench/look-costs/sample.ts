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

/** What was measured so far, CPU milliseconds. */
export interface Sample {
  /** A frame at work, less the plain graph's. */
  each: number;
  /** Up to the first frame, less the plain graph's: what is drawn once, and decoders that are opened. */
  once: number;
  plain: number;
  /** As `each`, of the best known form. */
  best: number | null;
}

/** What a look costs: CPU milliseconds of a 1080p frame. */
export interface Cost {
  ms: number;
  onceMs: number;
  plainMs: number;
  bestMs: number | null;
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
): Promise<Sample> {
  const of = ({ args, frames }: Whole) => measure(args, frames, number);
  const [shown, without] = [await of(look), await of(plain)];
  // The first frame is in `once`.
  const counted = Math.max(1, Math.min(atWork, look.frames - 1));
  return {
    each: ((shown.each - without.each) * (look.frames - 1)) / counted,
    once: shown.first - without.first,
    plain: without.each,
    best: best && (await of(best.graph)).each - (await of(best.base)).each,
  };
}

/** What is measured in no time is as fast as can be told: neither is divided by less than noise. */
export const costIn = ({ each, once, plain, best }: Sample): Cost => ({
  ms: round(each, 2),
  onceMs: round(once, 1),
  plainMs: round(plain, 2),
  bestMs: best === null ? null : round(best, 2),
  ratio: best === null ? null : round(Math.max(NOISE, each) / Math.max(NOISE, best), 2),
});

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
