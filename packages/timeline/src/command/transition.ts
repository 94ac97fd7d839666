import { decimal, expression } from '../compile/curves.ts';
import type { TransitionEffect } from '../compile/graph.ts';
import type { Inside } from '../transitions/fields.ts';
import { type Drawn, drawnOf } from '../transitions/table.ts';

type Effects = readonly TransitionEffect[] | undefined;
type Mask = Extract<TransitionEffect, { kind: 'mask' }>;
export type Move = Extract<TransitionEffect, { kind: 'move' }>;
type Size = { width: number; height: number };

/** A gray picture that is drawn small, enlarged to the layer's size, and then made what its alpha is multiplied with. */
export interface Plane {
  /** One frame a frame: chains whose last is not ended. `source` draws a grey picture of a size. */
  drawn: (source: (width: number, height: number) => string, clock: string, label: () => string) => string;
  flags: string;
  after: string;
}

/** Rows that an edge is drawn with: where it lies is told to a fraction of a pixel, and enlarged it is as sharp as one drawn large. */
const ROWS = 90;
/** Taken for pictures whose size only who draws them knows. */
const UNKNOWN: Size = { width: 240, height: 60 };
/** Pixels over which an edge goes from nothing to all at least, so that it is smooth. */
const SMOOTH = 1.5;

const masksOf = (effects: Effects): Mask[] => (effects ?? []).flatMap((e) => (e.kind === 'mask' ? [e] : []));
export const movesOf = (effects: Effects): Move[] => (effects ?? []).flatMap((e) => (e.kind === 'move' ? [e] : []));

/** What shows of a layer, as a plane for each mask. @param k the clip's frame, of a filter that counts frames */
export const maskPlanes = (effects: Effects, size: Size | null, k: string): Plane[] =>
  masksOf(effects).map((effect) => maskPlane(effect, size ?? UNKNOWN, k));

function maskPlane(mask: Mask, size: Size, k: string): Plane {
  const { type, progress, softness, rest } = mask;
  const drawn = drawnOf(type) as Extract<Drawn, { kind: 'mask' }>;
  if (drawn.grain) return grainPlane(mask, drawn.field(size), smaller(size, drawn.grain), k);
  const { factor, width, height } = smaller(size, ROWS);
  const soft = Math.max(SMOOTH, softness * Math.min(size.width, size.height));
  /** How far from the edge a value can be told. */
  const far = Math.max(3 * factor, soft / 2 + 1.5 * factor);
  const at = (axis: 'X' | 'Y', small: number, large: number) => `(${axis}+0.5)*${decimal(large / small)}`;
  const { first = '', inside } = drawn.field(size);
  // The progress is the same in the whole picture: once a row is enough. The edge starts and ends outside.
  const level =
    `if(eq(X,0),st(0,${expression(progress, k)}));st(1,${at('X', width, size.width)});st(2,${at('Y', height, size.height)});${first}` +
    `st(5,${inside}+(ld(0)-0.5)*${decimal(soft)});floor(clip(128+ld(5)*${decimal(127 / far)},1,255)+0.5)`;
  const shown = `clip(0.5+(val-128)*${decimal(far / 127 / soft)},0,1)`;
  return {
    drawn: (source, clock) => `${source(width, height)},geq=lum='${level}',${clock}`,
    flags: 'bilinear+accurate_rnd+bitexact',
    after: `lut=y='floor(255*${rest ? `(1-${shown})` : shown}+0.5)'`,
  };
}

/** The picture in which one pixel stands for so many of a side that about `rows` are left. */
function smaller({ width, height }: Size, rows: number): Size & { factor: number } {
  const factor = Math.max(1, Math.round(Math.min(width, height) / rows));
  return { factor, width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
}

/** Grains whose moments are drawn once: of a grain the place is nothing but its moment, a hundred steps of time from first to last. */
function grainPlane({ progress, softness, rest }: Mask, { first = '', inside }: Inside, { width, height }: Size, k: string): Plane {
  const soft = Math.max(1, softness * 100) / 100;
  const moment = `st(0,0);${first}floor(-(${inside})*2.55+0.5)`;
  const shown = `clip(0.5+((y-x)/255+(y/255-0.5)*${decimal(soft)})/${decimal(soft)},0,1)`;
  return {
    drawn: (source, clock, label) => {
      const [moments, now] = [label(), label()];
      return (
        `${source(width, height)},trim=end_frame=1,geq=lum='${moment}',loop=loop=-1:size=1,${clock}[${moments}];` +
        `${source(16, 16)},geq=lum='floor(255*clip(${expression(progress, k)},0,1)+0.5)',${clock},scale=${width}:${height}:flags=neighbor[${now}];` +
        `[${moments}][${now}]lut2=c0='floor(255*${rest ? `(1-${shown})` : shown}+0.5)'`
      );
    },
    flags: 'neighbor',
    after: '',
  };
}

/** Between two scalers: one that stands right behind another does not see that its frames change their size, and waits for ever. */
const APART = 'null';

/** Coarser and coarser: shrunk to so many rows, and enlarged smoothly or not. */
const COARSE = {
  blur: { rows: 14, flags: 'bicubic+accurate_rnd+bitexact' },
  pixelize: { rows: 9, flags: 'neighbor' },
};

/** Filters that make a picture small, and how it is enlarged again. @param k the clip's frame, of a filter that counts time */
export function coarseFilters(effects: Effects, k: string): { shrink: string; flags: string }[] {
  return (effects ?? []).flatMap((effect) => {
    if (effect.kind !== 'coarse' || effect.amount === 0) return [];
    const { rows, flags } = COARSE[effect.look];
    const factor = `(1+(${expression(effect.amount, k)})*(max(1,ih/${rows})-1))`;
    const side = (length: string) => `'max(2,2*floor(${length}/${factor}/2+0.5))'`;
    return [{ shrink: `scale=w=${side('iw')}:h=${side('ih')}:eval=frame:flags=area+accurate_rnd+bitexact,${APART}`, flags }];
  });
}

const grows = ({ width, height }: Move): boolean => width !== 1 || height !== 1;

/** Filters that let a picture grow. @param k the clip's frame, of a filter that counts time */
export const growFilters = (effects: Effects, k: string): string[] =>
  movesOf(effects)
    .filter(grows)
    .map(({ width, height }) => {
      const side = (length: string, curve: typeof width) => `'max(2,2*floor(${length}*(${expression(curve, k)})/2+0.5))'`;
      return `${APART},scale=w=${side('iw', width)}:h=${side('ih', height)}:eval=frame:flags=bilinear+accurate_rnd+bitexact`;
    });

/**
 * What is added to a corner while a picture moves: expressions of the filter that lays it, whose `length` ("w" or "h") is the picture's as it has
 * grown. @param own the length it has without growing; null: told from how much it has grown
 */
export const movedBy = (moves: readonly Move[], axis: 'x' | 'y', own: number | null, k: string): { whole: string; shift: string } => {
  const [length, canvas] = axis === 'x' ? ['w', 'W'] : ['h', 'H'];
  const factor = (m: Move) => (axis === 'x' ? m.width : m.height);
  const grown = moves.filter((m) => factor(m) !== 1);
  const whole =
    grown.length === 0
      ? length
      : own === null
        ? `(${length}/(${grown.map((m) => `max(0.001,${expression(factor(m), k)})`).join('*')}))`
        : decimal(own);
  const shift = moves.flatMap((m) => [
    ...(m[axis] === 0 ? [] : [`${canvas}*(${expression(m[axis], k)})`]),
    ...(factor(m) === 1 ? [] : [`(${whole}-${length})*${decimal(m.hold[axis])}`]),
  ]);
  return { whole, shift: shift.map((s) => `+${s}`).join('') };
};
