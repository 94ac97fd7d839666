type Easing = 'linear' | 'easeIn' | 'easeOut' | 'easeInOut';

/**
 * What a preset changes. opacity, scale and width are factors; rotation is degrees; x and y are shares of the canvas' sides; left, right,
 * top and bottom say how far the picture is on its way beyond that edge of the canvas, 0 (where it belongs) to 1 (just outside).
 */
export type Channel = 'opacity' | 'scale' | 'width' | 'rotation' | 'x' | 'y' | 'left' | 'right' | 'top' | 'bottom';
/** Share of the preset's length, value, how it is arrived at (the clip's easing or the preset's, unless said). */
export type Key = readonly [at: number, value: number, easing?: Easing];
export type Course = Partial<Record<Channel, readonly Key[]>>;

export interface EntranceRow {
  in: Course;
  /** Absent: `in` backwards. */
  out?: Course;
  /** Of the entrance; the exit has its mirror image. easeOut unless said. */
  easing?: Easing;
  /** For docs/motion.md. */
  says: string;
}

const to = (from: number, rest: number): readonly Key[] => [
  [0, from],
  [1, rest],
];
/** Seen soon, so that the movement is. */
const appears: readonly Key[] = [
  [0, 0],
  [0.6, 1, 'linear'],
];
const vanishes: readonly Key[] = [
  [0.4, 1],
  [1, 0, 'linear'],
];

const ENTRANCE_ROWS = {
  fade: { in: { opacity: to(0, 1) }, easing: 'linear', says: 'from transparent; to transparent' },
  'slide-left': {
    in: { right: to(1, 0) },
    out: { left: to(0, 1) },
    says: 'moves left: in from beyond the right edge, out beyond the left one',
  },
  'slide-right': {
    in: { left: to(1, 0) },
    out: { right: to(0, 1) },
    says: 'moves right: in from beyond the left edge, out beyond the right one',
  },
  'slide-up': { in: { bottom: to(1, 0) }, out: { top: to(0, 1) }, says: 'moves up: in from below the canvas, out above it' },
  'slide-down': { in: { top: to(1, 0) }, out: { bottom: to(0, 1) }, says: 'moves down: in from above the canvas, out below it' },
  rise: {
    in: { y: to(0.12, 0), opacity: appears },
    out: { y: to(0, -0.12), opacity: vanishes },
    says: 'moves up by 12% of the canvas’ height, appearing or vanishing',
  },
  drop: {
    in: { y: to(-0.12, 0), opacity: appears },
    out: { y: to(0, 0.12), opacity: vanishes },
    says: 'moves down by 12% of the canvas’ height, appearing or vanishing',
  },
  'zoom-in': {
    in: { scale: to(0.5, 1), opacity: appears },
    out: { scale: to(1, 1.5), opacity: vanishes },
    says: 'grows: in from half its size, out to one and a half of it, appearing or vanishing',
  },
  'zoom-out': {
    in: { scale: to(1.5, 1), opacity: appears },
    out: { scale: to(1, 0.5), opacity: vanishes },
    says: 'shrinks: in from one and a half of its size, out to half of it, appearing or vanishing',
  },
  pop: {
    in: {
      scale: [
        [0, 0],
        [0.55, 1.14, 'easeOut'],
        [0.8, 0.96, 'easeInOut'],
        [1, 1, 'easeInOut'],
      ],
      opacity: [
        [0, 0],
        [0.25, 1, 'linear'],
      ],
    },
    says: 'grows from nothing beyond its size and settles; out backwards',
  },
  spin: {
    in: { rotation: to(-180, 0), scale: to(0.2, 1), opacity: appears },
    out: { rotation: to(0, 180), scale: to(1, 0.2), opacity: vanishes },
    says: 'half a turn clockwise while it grows from (shrinks to) a fifth of its size',
  },
  swing: {
    in: {
      rotation: [
        [0, -26],
        [0.35, 15, 'easeInOut'],
        [0.6, -8, 'easeInOut'],
        [0.82, 3.5, 'easeInOut'],
        [1, 0, 'easeInOut'],
      ],
      opacity: [
        [0, 0],
        [0.25, 1, 'linear'],
      ],
    },
    says: 'swings to and fro, less and less; out backwards',
  },
  bounce: {
    in: {
      top: [
        [0, 1],
        [0.4, 0, 'easeIn'],
        [0.58, 0.22, 'easeOut'],
        [0.75, 0, 'easeIn'],
        [0.85, 0.05, 'easeOut'],
        [1, 0, 'easeIn'],
      ],
    },
    says: 'falls from above the canvas and bounces twice; out backwards',
  },
  flip: {
    in: {
      width: to(0.02, 1),
      opacity: [
        [0, 0],
        [0.15, 1, 'linear'],
      ],
    },
    says: 'turns about its upright axis, from its edge; out backwards',
  },
} satisfies Record<string, EntranceRow>;

export type EntranceType = keyof typeof ENTRANCE_ROWS;
/** Ways to come and to go: one row each. */
export const ENTRANCES: Record<EntranceType, EntranceRow> = ENTRANCE_ROWS;

/** A swing: the channel goes from `rest` to `rest + by` (and back, and to `rest - by` where it is even) in one round. */
export interface LoopRow {
  channel: 'scale' | 'rotation' | 'x' | 'y';
  rest: number;
  by: number;
  /** even: as far to the other side; over: to one side only; on: ever further by `by` each round. */
  shape: 'even' | 'over' | 'on';
  /** Seconds of a round unless said. */
  length: number;
  says: string;
}

const LOOP_ROWS = {
  pulse: { channel: 'scale', rest: 1, by: 0.08, shape: 'over', length: 1, says: 'grows by 8% and back' },
  breathe: { channel: 'scale', rest: 1, by: 0.035, shape: 'even', length: 4, says: 'grows and shrinks by 3.5%, slowly' },
  float: { channel: 'y', rest: 0, by: -0.02, shape: 'even', length: 3, says: 'up and down by 2% of the canvas’ height' },
  wiggle: { channel: 'rotation', rest: 0, by: 4, shape: 'even', length: 0.6, says: 'turns by 4° to both sides' },
  spin: { channel: 'rotation', rest: 0, by: 360, shape: 'on', length: 4, says: 'turns clockwise, once a round' },
} satisfies Record<string, LoopRow>;

export type LoopType = keyof typeof LOOP_ROWS;
/** What a clip does all the time: one row each. */
export const LOOPS: Record<LoopType, LoopRow> = LOOP_ROWS;

interface View {
  x: number;
  y: number;
  zoom: number;
}
const middle = (zoom: number): View => ({ x: 0.5, y: 0.5, zoom });
const KEN_BURNS_ROWS = {
  'zoom-in': { from: middle(1), to: middle(1.25) },
  'zoom-out': { from: middle(1.25), to: middle(1) },
  'pan-left': { from: { x: 1, y: 0.5, zoom: 1.2 }, to: { x: 0, y: 0.5, zoom: 1.2 } },
  'pan-right': { from: { x: 0, y: 0.5, zoom: 1.2 }, to: { x: 1, y: 0.5, zoom: 1.2 } },
  'pan-up': { from: { x: 0.5, y: 1, zoom: 1.2 }, to: { x: 0.5, y: 0, zoom: 1.2 } },
  'pan-down': { from: { x: 0.5, y: 0, zoom: 1.2 }, to: { x: 0.5, y: 1, zoom: 1.2 } },
  'zoom-in-left': { from: middle(1), to: { x: 0, y: 0.5, zoom: 1.35 } },
  'zoom-in-right': { from: middle(1), to: { x: 1, y: 0.5, zoom: 1.35 } },
} satisfies Record<string, { from: View; to: View }>;

export type KenBurnsType = keyof typeof KEN_BURNS_ROWS;
/** Views of a picture, from and to: one row each. Shares of the picture's sides; a view never leaves the picture. */
export const KEN_BURNS: Record<KenBurnsType, { from: View; to: View }> = KEN_BURNS_ROWS;

/** An enum's values out of a table. */
export const namesOf = <T extends string>(table: Record<T, unknown>): [T, ...T[]] => Object.keys(table) as [T, ...T[]];
/** Nothing of its course is left to an easing: every step says its own. */
export const hasOwnCourse = ({ in: course }: EntranceRow): boolean =>
  Object.values(course).every((keys) => keys.slice(1).every(([, , easing]) => easing !== undefined));
