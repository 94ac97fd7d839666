import { cpuOfRun, upTo } from './cost.ts';

/** What a command costs, CPU milliseconds. */
export interface Price {
  /** Up to and with the first frame: starting, opening, what is drawn once. */
  first: number;
  /** A frame, of those that follow. */
  each: number;
}

/**
 * Measures commands; one that was measured in a round is not run again in it: many looks have the same plain graph. In another round it is, and the
 * least counts: whatever else the machine does only adds.
 */
export function openMeter(ffmpeg: string) {
  const known = new Map<string, { round: number; first: number; all: number }>();
  return async (args: readonly string[], frames: number, round: number): Promise<Price> => {
    const key = JSON.stringify([frames, args]);
    let least = known.get(key);
    if (least?.round !== round) {
      const first = Math.min(await cpuOfRun(ffmpeg, upTo(args, 1)), least?.first ?? Number.POSITIVE_INFINITY);
      const all = Math.min(await cpuOfRun(ffmpeg, upTo(args, frames)), least?.all ?? Number.POSITIVE_INFINITY);
      least = { round, first, all };
      known.set(key, least);
    }
    const { first, all } = least;
    return { first, each: (all - first) / Math.max(1, frames - 1) };
  };
}
