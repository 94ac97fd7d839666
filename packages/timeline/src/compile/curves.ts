import type { Animated, Easing } from '../animated.ts';
import { easeOf } from '../easings.ts';
import type { Rational } from '../media.ts';
import type { Curve, CurvePiece } from './graph.ts';

/** Far outside any timeline: "since ever" and "for ever". */
export const FAR = 1e9;

/** A value or keyframes (seconds from the clip's start) as a curve over clip frames. */
export function curveOf<T>(value: Animated<T>, fps: Rational, number: (v: T) => number): Curve {
  if (!Array.isArray(value)) return number(value);
  const keys = value.map((k) => ({ at: (k.at * fps.num) / fps.den, value: number(k.value), easing: k.easing }));
  const first = keys[0]!;
  const last = keys[keys.length - 1]!;
  const pieces: CurvePiece[] = [{ from: -FAR, to: first.at, a: first.value, b: first.value, easing: 'hold' }];
  keys.slice(1).forEach((key, i) => {
    const before = keys[i]!;
    const still = key.easing === 'hold' || before.value === key.value;
    pieces.push({ from: before.at, to: key.at, a: before.value, b: still ? before.value : key.value, easing: still ? 'hold' : key.easing });
  });
  pieces.push({ from: last.at, to: FAR, a: last.value, b: last.value, easing: 'hold' });
  return pieces;
}

/** The curve as seen from `frames` frames later. */
export const shift = (curve: Curve, frames: number): Curve =>
  typeof curve === 'number' ? curve : curve.map((p) => ({ ...p, from: p.from - frames, to: p.to - frames }));

/** The curve times a factor. */
export const scaled = (curve: Curve, by: number): Curve =>
  typeof curve === 'number' ? curve * by : curve.map((p) => ({ ...p, a: p.a * by, b: p.b * by }));

/** The curve, higher by so much. */
export const offset = (curve: Curve, by: number): Curve =>
  typeof curve === 'number' ? curve + by : curve.map((p) => ({ ...p, a: p.a + by, b: p.b + by }));

/** Rises from 0 to 1 (or falls) over `frames` frames from `from`, each frame at its middle, so that both ends look alike. */
export const ramp = (from: number, frames: number, direction: 'up' | 'down', easing: Easing = 'linear'): Curve =>
  direction === 'up' ? between(from, frames, 0, 1, easing) : between(from, frames, 1, 0, easing);

/** The same from one value to another. */
export function between(from: number, frames: number, a: number, b: number, easing: Easing): Curve {
  if (a === b) return a;
  const start = from - 0.5;
  return [
    { from: -FAR, to: start, a, b: a, easing: 'hold' },
    { from: start, to: start + frames, a, b: easing === 'hold' ? a : b, easing },
    { from: start + frames, to: FAR, a: b, b, easing: 'hold' },
  ];
}

/** `a` before a frame, `b` from it on. */
export const step = (at: number, a: number, b: number): Curve => [
  { from: -FAR, to: at - 0.5, a, b: a, easing: 'hold' },
  { from: at - 0.5, to: FAR, a: b, b, easing: 'hold' },
];

/** The curve as seen by frames k0 ≤ k < k1: a constant when nothing changes, else only the pieces that count. */
export function fold(curve: Curve, k0: number, k1: number): Curve {
  if (typeof curve === 'number') return curve;
  const pieces = curve.filter((p) => Math.max(Math.ceil(p.from), k0) < Math.min(Math.ceil(p.to), k1));
  const first = pieces[0];
  if (!first) return valueAt(curve, k0);
  return pieces.every((p) => p.a === first.a && p.b === first.a) ? first.a : pieces;
}

/** Folds factors over frames: constants are multiplied into one, ones disappear. */
export function foldProduct(curves: readonly Curve[], k0: number, k1: number): Curve[] {
  const folded = curves.map((c) => fold(c, k0, k1));
  const constant = folded.reduce<number>((product, c) => (typeof c === 'number' ? product * c : product), 1);
  if (constant === 0) return [0];
  const moving = folded.filter((c) => typeof c !== 'number');
  return constant === 1 ? moving : [constant, ...moving];
}

const EASE: Record<string, (u: number) => number> = {
  linear: (u) => u,
  easeIn: (u) => u ** 3,
  easeOut: (u) => 1 - (1 - u) ** 3,
  easeInOut: (u) => (u < 0.5 ? 4 * u ** 3 : 1 - 4 * (1 - u) ** 3),
  hold: () => 0,
};

export function valueAt(curve: Curve, k: number): number {
  if (typeof curve === 'number') return curve;
  const piece = curve.find((p) => k < p.to) ?? curve[curve.length - 1]!;
  const ease = EASE[piece.easing] ?? easeOf(piece.easing).at;
  return piece.a + (piece.b - piece.a) * ease((k - piece.from) / (piece.to - piece.from));
}

/** Frames at which a curve may begin or cease to be constant. */
export const edges = (curve: Curve): number[] =>
  typeof curve === 'number' ? [] : curve.flatMap((p) => [Math.ceil(p.from), Math.ceil(p.to)]);

/** ffmpeg's expression of a curve; `k` is the expression of the clip frame. Nothing but numbers we formatted gets in. */
export function expression(curve: Curve, k: string): string {
  if (typeof curve === 'number') return decimal(curve);
  return sum(curve.map((p, i) => term(p, k, i === 0, i === curve.length - 1)));
}

/** Terms ffmpeg adds up in a row: its parser goes 100 levels deep (MAX_DEPTH of libavutil/eval.c), and each term is one. */
const TERMS = 32;

/** Long sums are sums of sums. */
const sum = (terms: readonly string[]): string => {
  if (terms.length <= TERMS) return terms.join('+');
  const half = terms.length >> 1;
  return `(${sum(terms.slice(0, half))})+(${sum(terms.slice(half))})`;
};

function term(p: CurvePiece, k: string, first: boolean, last: boolean): string {
  const inside = [first ? '' : `gte(${k},${decimal(p.from)})`, last ? '' : `lt(${k},${decimal(p.to)})`].filter((s) => s !== '');
  const value = p.a === p.b ? decimal(p.a) : `(${decimal(p.a)}+${decimal(p.b - p.a)}*${eased(p, k)})`;
  return [...inside, value].join('*');
}

function eased({ easing, from, to }: CurvePiece, k: string): string {
  const u = `((${k}-${decimal(from)})/${decimal(to - from)})`;
  switch (easing) {
    case 'easeIn':
      return `pow(${u},3)`;
    case 'easeOut':
      return `(1-pow(1-${u},3))`;
    case 'easeInOut':
      return `if(lt(${u},0.5),4*pow(${u},3),1-4*pow(1-${u},3))`;
    case 'linear':
    case 'hold':
      return u;
    default:
      // Reckoned once, then named.
      return `(st(0,${u});${easeOf(easing).expression('ld(0)')})`;
  }
}

/** Nine decimals at most, never an exponent; negative numbers in brackets so that they can follow an operator. */
export function decimal(n: number): string {
  if (!Number.isFinite(n)) throw new Error(`not a number for a filter: ${n}`);
  const text = n.toFixed(9).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text.startsWith('-') ? `(${text})` : text;
}
