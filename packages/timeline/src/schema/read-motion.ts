import type { z } from 'zod';
import type { Animated, Easing } from '../animated.ts';
import { KEN_BURNS, LOOPS } from '../motion/presets.ts';
import type { Camera, Entrance, KenBurns, Loop, MotionPath, Moving, Viewpoint } from '../motion/types.ts';
import type { Length } from '../timeline.ts';
import type { camera as cameraSchema, kenBurns as kenBurnsSchema, moving as movingSchema } from './motion.ts';

type Infer<T> = T extends z.ZodType ? z.infer<T> : never;
type RawMoving = { [K in keyof typeof movingSchema]?: Infer<(typeof movingSchema)[K]> };
type RawEasing = NonNullable<Extract<Infer<typeof kenBurnsSchema>, object>['easing']>;

/** How small values are read. */
export interface Readers {
  easing: (raw: RawEasing | undefined) => Easing;
  length: (raw: number | string) => Length;
}

/** Only what is said: a clip without these keys has none. */
export function readMoving({ motion, path, depth }: RawMoving, { easing, length }: Readers): Moving<Easing> {
  const entrance = (raw: NonNullable<RawMoving['motion']>['in']): Entrance<Easing> | null =>
    raw ? { type: raw.type, length: raw.length, easing: raw.easing === undefined ? null : easing(raw.easing) } : null;
  const loop = (raw: NonNullable<RawMoving['motion']>['loop']): Loop | null =>
    raw ? { type: raw.type, length: raw.length ?? LOOPS[raw.type].length, strength: raw.strength ?? 1 } : null;
  const line = (raw: NonNullable<RawMoving['path']>): MotionPath<Easing> => {
    const said = Array.isArray(raw) ? { points: raw } : raw;
    return {
      points: said.points.map(({ x, y }) => ({ x: length(x), y: length(y) })),
      closed: said.closed ?? false,
      start: said.start ?? 0,
      length: said.length ?? null,
      easing: easing(said.easing),
      orient: said.orient ?? false,
    };
  };
  const moves = motion && { in: entrance(motion.in), out: entrance(motion.out), loop: loop(motion.loop) };
  return {
    ...(moves && (moves.in || moves.out || moves.loop) ? { motion: moves } : {}),
    ...(path ? { along: line(path) } : {}),
    ...(depth ? { depth } : {}),
  };
}

export function readKenBurns(raw: Infer<typeof kenBurnsSchema> | undefined, { easing }: Readers): { kenBurns?: KenBurns<Easing> } {
  if (raw === undefined) return {};
  if (typeof raw === 'string') return { kenBurns: { ...KEN_BURNS[raw], easing: 'linear' } };
  const view = (v: Partial<{ [K in keyof Viewpoint]: Viewpoint[K] | undefined }>): Viewpoint => ({
    x: v.x ?? 0.5,
    y: v.y ?? 0.5,
    zoom: v.zoom ?? 1,
  });
  return { kenBurns: { from: view(raw.from), to: view(raw.to), easing: easing(raw.easing) } };
}

type RawCamera = z.infer<typeof cameraSchema>;

export function readCamera({ x, y, zoom }: RawCamera, { easing, length }: Readers): Camera<Animated<Length>, Animated> {
  const along = <T, U>(value: T | { at: number; value: T; easing?: RawEasing | undefined }[], read: (v: T) => U): Animated<U> =>
    Array.isArray(value) ? value.map((k) => ({ at: k.at, value: read(k.value), easing: easing(k.easing) })) : read(value);
  const offset = (value: RawCamera['x']) => along<number | string, Length>(value ?? 0, length);
  return { x: offset(x), y: offset(y), zoom: along<number, number>(zoom ?? 1, (v) => v) };
}
