/** Looks that cost more than 1.5 times the best known form, by the beginning of their names, and why. docs/benchmarks.md says the same. */
export const EXCUSED: Record<string, string> = {
  'effects/gamma': 'its curve begins at 16 and is a table of level and value; that of `eq` begins at 0, and lifts black',
  'transitions/push-':
    'both films are laid over the canvas, which shows where they are smaller or clear; stacking them knows no such films',
};

/** How much more than the best known form a look may cost. */
const MOST = 1.5;
/** Milliseconds a frame below which a difference is one of measuring. */
export const NOISE = 0.5;

/** By more than noise. */
export const isAbove = ({ ms, bestMs }: { ms: number; bestMs: number | null }): boolean =>
  bestMs !== null && ms - NOISE > MOST * Math.max(0, bestMs);

export const excuseOf = (name: string): string | null => Object.entries(EXCUSED).find(([start]) => name.startsWith(start))?.[1] ?? null;
