import { cpuOfRun, upTo } from './cost.ts';

/** What a command costs, CPU milliseconds. */
export interface Price {
  /** Up to and with the first frame: starting, opening, what is drawn once. */
  first: number;
  /** A frame, of those that follow. */
  each: number;
}

/** Measures commands; one that was measured in a round is not run again in it: many looks have the same plain graph. */
export function openMeter(ffmpeg: string) {
  const known = new Map<string, Promise<Price>>();
  const measured = async (args: readonly string[], frames: number): Promise<Price> => {
    const first = await cpuOfRun(ffmpeg, upTo(args, 1));
    const all = await cpuOfRun(ffmpeg, upTo(args, frames));
    return { first, each: (all - first) / Math.max(1, frames - 1) };
  };
  return (args: readonly string[], frames: number, round: number): Promise<Price> => {
    const key = JSON.stringify([round, frames, args]);
    const found = known.get(key) ?? measured(args, frames);
    known.set(key, found);
    return found;
  };
}
