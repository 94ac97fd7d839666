import { blinds, checkerboard, clocks, doors, type Field, grains, irises, wipes } from './fields.ts';

/** How a picture lies while it comes or goes; what is not said is as the clip says. */
export interface Pose {
  /** Widths and heights of the canvas it is away. */
  x?: number;
  y?: number;
  /** Factors of its size. */
  width?: number;
  height?: number;
  /** Which point of it stays where it is while it grows: shares of its size, the middle unless said. */
  hold?: { x: number; y: number };
  opacity?: number;
}

/** How a transition is drawn. The old picture stands still where the new one covers it. */
export type Drawn =
  /** The new picture's opacity rises. */
  | { kind: 'fade' }
  /** More and more of the new picture is shown. `grain`: drawn of so many rows of grains, instead of smooth edges. */
  | { kind: 'mask'; field: Field; grain?: number }
  /** The new picture comes from a pose, the old one goes to one. `both`: the old one goes even where it is covered. */
  | { kind: 'move'; from: Pose; to: Pose; both?: true }
  /** The old picture is coarser and coarser towards the middle, from where on the new one becomes fine. */
  | { kind: 'coarse'; look: Coarse }
  /** A colour covers the old picture, then uncovers the new one. */
  | { kind: 'through' };

export type Coarse = 'blur' | 'pixelize';

interface Row {
  /** What is seen: a sentence of docs/transitions.md. */
  says: string;
  drawn: Drawn;
}

const mask = (field: Field, says: string, grain?: number): Row => ({
  says,
  drawn: { kind: 'mask', field, ...(grain ? { grain } : {}) },
});
const slide = (x: number, y: number, side: string): Row => ({
  says: `The new picture slides in ${side}, over the old one`,
  drawn: { kind: 'move', from: { x, y }, to: { x: -x, y: -y } },
});
const push = (x: number, y: number, side: string): Row => ({
  says: `The new picture comes in ${side} and pushes the old one out`,
  drawn: { kind: 'move', from: { x, y }, to: { x: -x, y: -y }, both: true },
});
/** Two pictures share one side of the canvas. */
const squeeze = (side: 'width' | 'height', near: number, where: string): Row => {
  const hold = (at: number) => (side === 'width' ? { x: at, y: 0.5 } : { x: 0.5, y: at });
  return {
    says: `The new picture grows ${where} and squeezes the old one to a line`,
    drawn: { kind: 'move', from: { [side]: 0, hold: hold(near) }, to: { [side]: 0, hold: hold(1 - near) }, both: true },
  };
};

/** Every transition there is: its name in a timeline, what it looks like, how it is drawn. */
export const TRANSITIONS = {
  fade: { says: 'The new picture fades in over the old one', drawn: { kind: 'fade' } },
  'fade-through': { says: 'The old picture fades to `color`, then `color` to the new one', drawn: { kind: 'through' } },
  dissolve: mask(grains, 'Grain after grain of the new picture appears', 270),
  blur: { says: 'The old picture blurs until the new one comes out of the blur', drawn: { kind: 'coarse', look: 'blur' } },
  pixelize: {
    says: 'The old picture breaks into larger and larger squares, the new one comes out of them',
    drawn: { kind: 'coarse', look: 'pixelize' },
  },
  'wipe-left': mask(wipes.left, 'An edge moves to the left, the new picture behind it'),
  'wipe-right': mask(wipes.right, 'The edge moves to the right'),
  'wipe-up': mask(wipes.up, 'The edge moves up'),
  'wipe-down': mask(wipes.down, 'The edge moves down'),
  'wipe-up-left': mask(wipes.upLeft, 'A slanted edge moves to the upper left corner'),
  'wipe-up-right': mask(wipes.upRight, 'To the upper right corner'),
  'wipe-down-left': mask(wipes.downLeft, 'To the lower left corner'),
  'wipe-down-right': mask(wipes.downRight, 'To the lower right corner'),
  'barn-door-open': mask(doors.across.open, 'Two edges part from the middle to the left and the right'),
  'barn-door-close': mask(doors.across.close, 'Two edges meet from the left and the right'),
  'barn-door-open-vertical': mask(doors.upright.open, 'Two edges part from the middle up and down'),
  'barn-door-close-vertical': mask(doors.upright.close, 'Two edges meet from above and below'),
  'blinds-horizontal': mask(blinds.horizontal, 'Eight slats open'),
  'blinds-vertical': mask(blinds.vertical, 'Twelve upright slats open'),
  'blinds-diagonal': mask(blinds.diagonal, 'Ten slanted slats open'),
  checkerboard: mask(checkerboard, 'Every other square opens, then the rest'),
  'circle-open': mask(irises.circle.open, 'A circle grows from the middle'),
  'circle-close': mask(irises.circle.close, 'A circle closes around the old picture'),
  'diamond-open': mask(irises.diamond.open, 'A diamond grows from the middle'),
  'diamond-close': mask(irises.diamond.close, 'A diamond closes around the old picture'),
  'rectangle-open': mask(irises.rectangle.open, "A rectangle of the picture's shape grows from the middle"),
  'rectangle-close': mask(irises.rectangle.close, 'A rectangle closes around the old picture'),
  clock: mask(clocks.clockwise, 'A hand goes round once, clockwise from twelve'),
  'clock-reverse': mask(clocks.back, 'The hand goes round the other way'),
  wedge: mask(clocks.wedge, 'Two hands part at twelve and meet at six'),
  'slide-left': slide(1, 0, 'from the right'),
  'slide-right': slide(-1, 0, 'from the left'),
  'slide-up': slide(0, 1, 'from below'),
  'slide-down': slide(0, -1, 'from above'),
  'push-left': push(1, 0, 'from the right'),
  'push-right': push(-1, 0, 'from the left'),
  'push-up': push(0, 1, 'from below'),
  'push-down': push(0, -1, 'from above'),
  'squeeze-left': squeeze('width', 1, 'from the right'),
  'squeeze-right': squeeze('width', 0, 'from the left'),
  'squeeze-up': squeeze('height', 1, 'from below'),
  'squeeze-down': squeeze('height', 0, 'from above'),
  'zoom-in': {
    says: 'The new picture grows from a point in the middle, over the old one',
    drawn: { kind: 'move', from: { width: 0, height: 0 }, to: { width: 1.6, height: 1.6, opacity: 0 } },
  },
  'zoom-out': {
    says: 'The new picture comes from larger than the canvas, and out of nothing',
    drawn: { kind: 'move', from: { width: 1.6, height: 1.6, opacity: 0 }, to: { width: 0, height: 0 } },
  },
} satisfies Record<string, Row>;

export type TransitionType = keyof typeof TRANSITIONS;

export const drawnOf = (type: TransitionType): Drawn => TRANSITIONS[type].drawn;

export const TRANSITION_TYPES = Object.keys(TRANSITIONS) as [TransitionType, ...TransitionType[]];

/** What a transition may say beside its type and length. */
export const TRANSITION_KEYS = {
  fade: ['easing'],
  mask: ['easing', 'softness'],
  move: ['easing'],
  coarse: ['easing'],
  through: ['easing', 'color'],
} as const satisfies Record<Drawn['kind'], readonly ('easing' | 'softness' | 'color')[]>;

/** Where nothing is said: shares of the picture's shorter side, and a colour. */
export const SOFTNESS = 0.02;
export const THROUGH = '#000000';
