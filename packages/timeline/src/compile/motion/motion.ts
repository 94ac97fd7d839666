import type { Easing } from '../../animated.ts';
import type { Rational } from '../../media.ts';
import { type Channel, type Course, ENTRANCES, type Key, LOOPS } from '../../motion/presets.ts';
import type { Entrance, Loop } from '../../motion/types.ts';
import type { Length, VisualClip } from '../../timeline.ts';
import { curveOf, fold, shift } from '../curves.ts';
import type { Curve } from '../graph.ts';
import type { MotionOf, Wave } from './terms.ts';

export type Term = Curve | Wave;
export type Motion = MotionOf<Curve>;

export const isWave = (term: Term): term is Wave => typeof term === 'object' && 'mean' in term;

type Stage = Motion['stage'];

/** The clip's presets, path and camera as terms, and the opacity that comes of them. Null: it has none of these. */
export function motionOf(
  clip: VisualClip,
  frames: number,
  fps: Rational,
  stage: Stage,
  camera: Motion['camera'] | null,
): { motion: Motion; opacity: Curve[] } | null {
  const { motion: moves } = clip;
  if (!moves && !clip.along && !camera) return null;
  const terms: Motion['terms'] = {};
  const opacity: Curve[] = [];
  const add = (channel: Channel, term: Term): void => {
    if (channel === 'opacity') opacity.push(term as Curve);
    else terms[channel] = [...(terms[channel] ?? []), term];
  };
  const play = (entrance: Entrance<Easing> | null | undefined, way: 'in' | 'out'): void => {
    if (!entrance) return;
    const length = Math.min(frames, Math.max(1, Math.round((entrance.length * fps.num) / fps.den)));
    const from = (way === 'in' ? 0 : frames - length) - 0.5;
    for (const [channel, keys] of Object.entries(courseOf(entrance, way)) as [Channel, Key[]][])
      add(channel, sized(curveOver(keys, from, length, easingOf(entrance, way)), channel, stage));
  };
  play(moves?.in, 'in');
  play(moves?.out, 'out');
  if (moves?.loop) add(LOOPS[moves.loop.type].channel, looped(moves.loop, fps, stage));
  return { motion: { terms, stage, ...(camera ? { camera } : {}) }, opacity };
}

const MIRRORED = { linear: 'linear', easeIn: 'easeOut', easeOut: 'easeIn', easeInOut: 'easeInOut' } as const;

function courseOf({ type }: Entrance<Easing>, way: 'in' | 'out'): Course {
  const row = ENTRANCES[type];
  if (way === 'in') return row.in;
  if (row.out) return row.out;
  return Object.fromEntries(Object.entries(row.in).map(([channel, keys]) => [channel, backwards(keys)]));
}

/** A key says how it is arrived at: backwards, the one after it does. */
const backwards = (keys: readonly Key[]): Key[] =>
  [...keys].reverse().map(([at, value], i, all): Key => {
    const easing = i === 0 ? undefined : keys[all.length - i]![2];
    return easing === undefined ? [1 - at, value] : [1 - at, value, MIRRORED[easing]];
  });

function easingOf({ type, easing }: Entrance<Easing>, way: 'in' | 'out'): Easing {
  if (easing !== null) return easing;
  const own = ENTRANCES[type].easing ?? 'easeOut';
  return way === 'in' ? own : MIRRORED[own];
}

/** Each frame counts at its middle, so that coming and going look alike: see `ramp`. */
function curveOver(keys: readonly Key[], from: number, length: number, easing: Easing): Curve {
  const moments = keys.map(([at, value, own]) => ({ at: from + at * length, value, easing: own ?? easing }));
  return curveOf(moments, { num: 1, den: 1 }, (v) => v);
}

const SIDES: Partial<Record<Channel, keyof Stage>> = { x: 'width', y: 'height' };

/** Shares of the stage as pixels. */
function sized(curve: Curve, channel: Channel, stage: Stage): Curve {
  const side = SIDES[channel];
  if (!side) return curve;
  const by = (n: number) => fine(n * stage[side]);
  return typeof curve === 'number' ? by(curve) : curve.map((p) => ({ ...p, a: by(p.a), b: by(p.b) }));
}

/** Rounded, so that no machine's arithmetic is in a key. */
export const fine = (n: number): number => Math.round(n * 1e6) / 1e6 || 0;

function looped({ type, length, strength }: Loop, fps: Rational, stage: Stage): Term {
  const { channel, rest, by, shape } = LOOPS[type];
  const side = SIDES[channel];
  const amount = fine(by * strength * (side ? stage[side] : 1));
  const frames = fine((length * fps.num) / fps.den);
  if (shape === 'even') return { mean: rest, by: amount, frames, turn: 0 };
  // From rest to the other end and back: a cosine turned over.
  if (shape === 'over') return { mean: fine(rest + amount / 2), by: fine(amount / 2), frames, turn: -0.25 };
  const rounds = 1e6;
  return [{ from: 0, to: frames * rounds, a: rest, b: rest + amount * rounds, easing: 'linear' }];
}

/** The camera as a clip of this depth sees it, in its own frames. Null: it does not. */
export function cameraOf(
  camera: { x: Curve; y: Curve; zoom: Curve } | null,
  { depth }: VisualClip,
  start: number,
): Motion['camera'] | null {
  if (!camera || !depth) return null;
  return { x: shift(camera.x, start), y: shift(camera.y, start), zoom: shift(camera.zoom, start), depth };
}

/** Canvas pixels of a length on a side. */
export const pixelsOn =
  (side: number) =>
  (l: Length): number =>
    l.unit === '%' ? (l.value * side) / 100 : l.value;

const REST: Partial<Record<string, number>> = { scale: 1, width: 1 };

/** As seen by frames k0 ≤ k < k1: what changes nothing there is left out. */
export function foldMotion({ terms, camera, ...motion }: Motion, k0: number, k1: number): Motion {
  const folded = Object.entries(terms).map(([channel, list]) => {
    const seen = list.map((t) => (isWave(t) ? t : fold(t, k0, k1)));
    return [channel, seen.filter((t) => t !== (REST[channel] ?? 0))] as const;
  });
  return {
    ...motion,
    terms: Object.fromEntries(folded.filter(([, list]) => list.length > 0)),
    ...(camera ? { camera: { ...camera, x: fold(camera.x, k0, k1), y: fold(camera.y, k0, k1), zoom: fold(camera.zoom, k0, k1) } } : {}),
  };
}

/** How many times larger the camera shows it at most. */
export function closest(motion: Motion | undefined): number {
  if (!motion?.camera) return 1;
  const { zoom, depth } = motion.camera;
  const largest = typeof zoom === 'number' ? zoom : Math.max(...zoom.flatMap((p) => [p.a, p.b]));
  return Math.max(1, fine(1 + (largest - 1) * depth));
}

/** Whether it changes from frame to frame. */
export const isMoving = ({ terms, camera }: Motion): boolean =>
  [...Object.values(terms).flat(), ...(camera ? [camera.x, camera.y, camera.zoom] : [])].some((t) => typeof t !== 'number');

/** The clip's frames in which a preset of coming or going is at work. */
export function entranceFrames(clip: VisualClip, frames: number, fps: Rational): { in: number; out: number } {
  const of = (entrance: Entrance<Easing> | null | undefined) =>
    entrance ? Math.min(frames, Math.max(1, Math.round((entrance.length * fps.num) / fps.den))) : 0;
  return { in: of(clip.motion?.in), out: of(clip.motion?.out) };
}
