/** How a part of a text stands at one moment: as it lies at rest, changed by this. Pixels of the picture it is drawn in. */
export interface Pose {
  /** 0 to 1. */
  opacity: number;
  dx: number;
  dy: number;
  /** Factor, about the part's middle. */
  scale: number;
  /** Radius. */
  blur: number;
}

export const AT_REST: Pose = { opacity: 1, dx: 0, dy: 0, scale: 1, blur: 0 };

/** How far a movement goes, pixels. */
export interface Extent {
  distance: number;
  lineHeight: number;
}

interface Move {
  /** What docs say of it. */
  about: string;
  /**
   * @param p 0 away, 1 in place
   * @param way 1 when coming, -1 when going: who came upwards goes on upwards
   */
  pose: (p: number, extent: Extent, way: 1 | -1) => Partial<Pose>;
  /** Pixels it needs beside the resting text; none where it stays within. */
  reach?: (text: { distance: number; size: number; maxWidth: number }) => { x?: number; y?: number };
  by?: Part;
  easing?: 'linear';
  /** Each line is a window: what leaves it is not seen. */
  windowed?: true;
  /** Parts come one at a time, at once. */
  stepped?: true;
}

/** What of a text moves on its own. */
export const PARTS = ['all', 'line', 'word', 'letter'] as const;
export type Part = (typeof PARTS)[number];

/** Overshoots by a tenth, then settles. */
const overshoot = (p: number): number => 1 + 2.70158 * (p - 1) ** 3 + 1.70158 * (p - 1) ** 2;

const UPRIGHT = ({ distance }: { distance: number }) => ({ y: distance });
const SIDEWAYS = ({ distance }: { distance: number }) => ({ x: distance });

/** Every way in which a text comes and goes: an entry is all there is to one. */
export const MOVES = {
  fade: { about: 'from nothing', pose: (p) => ({ opacity: p }), easing: 'linear' },
  'slide-up': {
    about: 'upwards, from `distance` below',
    pose: (p, e, way) => ({ opacity: p, dy: way * (1 - p) * e.distance }),
    reach: UPRIGHT,
  },
  'slide-down': {
    about: 'downwards, from `distance` above',
    pose: (p, e, way) => ({ opacity: p, dy: -way * (1 - p) * e.distance }),
    reach: UPRIGHT,
  },
  'slide-left': {
    about: 'to the left, from `distance` on the right',
    pose: (p, e, way) => ({ opacity: p, dx: way * (1 - p) * e.distance }),
    reach: SIDEWAYS,
  },
  'slide-right': {
    about: 'to the right, from `distance` on the left',
    pose: (p, e, way) => ({ opacity: p, dx: -way * (1 - p) * e.distance }),
    reach: SIDEWAYS,
  },
  typewriter: {
    about: 'one part after the other, at once',
    pose: (p) => ({ opacity: p > 0 ? 1 : 0 }),
    by: 'letter',
    easing: 'linear',
    stepped: true,
  },
  pop: {
    about: 'from its middle, a little too large on the way',
    pose: (p) => ({ opacity: Math.min(1, 3 * p), scale: Math.max(0.01, overshoot(p)) }),
    reach: ({ size, maxWidth }) => ({ x: Math.max(size / 2, maxWidth * 0.06), y: size / 2 }),
    easing: 'linear',
  },
  blur: {
    about: 'out of a blur of `distance` / 3',
    pose: (p, e) => ({ opacity: p, blur: ((1 - p) * e.distance) / 3 }),
    reach: ({ distance }) => ({ x: distance, y: distance }),
  },
  rise: { about: 'out of its line’s lower edge', pose: (p, e, way) => ({ dy: way * (1 - p) * e.lineHeight }), windowed: true },
} satisfies Record<string, Move>;

export type MoveName = keyof typeof MOVES;
export const MOVE_NAMES = Object.keys(MOVES) as [MoveName, ...MoveName[]];
export const moveOf = (name: MoveName): Move => MOVES[name];
