const WHOLE =
  'its letters are a picture with its way around them, converted and laid as a whole: it may have emoji, a stroke, effects, a blend mode and a movement of its own; libass burns plain letters into the film and touches no more than them';

const FINER =
  '`perspective` lays it to 1/256 of a pixel with cubic weights; `zoompan` of a picture four times as large steps by a quarter of one';

/** Looks that cost more than 1.5 times the best known form, by the beginning of their names, and why. docs/benchmarks.md says the same. */
export const EXCUSED: Record<string, string> = {
  'effects/gamma': 'its curve begins at 16 and is a table of level and value; that of `eq` begins at 0, and lifts black',
  'transitions/push-':
    'both films are laid over the canvas, which shows where they are smaller or clear; stacking them knows no such films',
  'motion/ken-burns-film': FINER,
  'motion/zoom-in-right': FINER,
  'text/arabic-words': WHOLE,
  'text/blur': WHOLE,
  'text/pop': WHOLE,
  'text/rise': WHOLE,
  'text/slide-': WHOLE,
};

/** How much more than the best known form a look may cost. */
const MOST = 1.5;
/** Milliseconds a frame below which a difference is one of measuring. */
export const NOISE = 0.5;

/** By more than noise. */
export const isAbove = ({ ms, bestMs }: { ms: number; bestMs: number | null }): boolean =>
  bestMs !== null && ms - NOISE > MOST * Math.max(0, bestMs);

export const excuseOf = (name: string): string | null => Object.entries(EXCUSED).find(([start]) => name.startsWith(start))?.[1] ?? null;
