import { isMoving } from '../effects/look.ts';
import { lookOf } from '../effects/table.ts';
import type { Rational } from '../media.ts';
import type { Effect, VisualClip } from '../timeline.ts';
import type { Actor } from './actor.ts';
import { curveOf, fold, shift } from './curves.ts';
import type { Curve, LayerEffect, Moving } from './graph.ts';

/** A clip's effects over its frames; those that do nothing are left out, and those that were done to its source. */
export function effectsOf({ effects = [] }: Pick<VisualClip, 'effects'>, fps: Rational): LayerEffect[] {
  return effects.flatMap(({ type, values }) => {
    const { params, draw } = lookOf(type);
    const own = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, compiled(value, fps)]));
    const nothing = Object.entries(params).some(([name, p]) => p.kind === 'number' && p.neutral !== undefined && own[name] === p.neutral);
    return draw.by === 'piece' || nothing ? [] : [{ type, values: own }];
  });
}

function compiled(value: Effect['values'][string], fps: Rational): LayerEffect['values'][string] {
  if (!Array.isArray(value)) return value;
  const all = value.map((k) => k.value);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return low === high ? low : { curve: curveOf(value, fps, (v) => v), low, high };
}

const changed = (effects: readonly LayerEffect[], change: (curve: Curve) => Curve): LayerEffect[] =>
  effects.map(({ type, values }) => ({
    type,
    values: Object.fromEntries(
      Object.entries(values).map(([name, v]) => [name, isMoving(v) ? ({ ...v, curve: change(v.curve) } satisfies Moving) : v]),
    ),
  }));

/** As seen by frames k0 ≤ k < k1 of the clip. */
export const foldEffects = (effects: readonly LayerEffect[], k0: number, k1: number): LayerEffect[] =>
  changed(effects, (curve) => fold(curve, k0, k1));

/** As seen from `frames` frames later. */
const shiftEffects = (effects: readonly LayerEffect[], frames: number): LayerEffect[] => changed(effects, (curve) => shift(curve, frames));

/** The same actors with a clip's effects, whose frames are counted from the clip's `start`. */
export const withEffects = (actors: readonly Actor[], effects: readonly LayerEffect[], start: number): Actor[] =>
  actors.map((actor) => (effects.length > 0 ? { ...actor, effects: shiftEffects(effects, actor.placed.start - start) } : actor));

/** Whether folded effects still depend on the clip's frame. */
export const keepTime = (effects: readonly LayerEffect[]): boolean =>
  effects.some(({ type, values }) => lookOf(type).timed || Object.values(values).some((v) => isMoving(v) && typeof v.curve !== 'number'));

/** Whether they make parts of an opaque picture transparent. */
export const clearing = (effects: readonly LayerEffect[] = []): boolean => effects.some(({ type }) => lookOf(type).clears === true);

/** The first that cannot be drawn once and shown again: all of the same clip say the same, wherever it is cut. */
export const firstTimed = (effects: readonly LayerEffect[]): number => {
  const at = effects.findIndex(({ type, values }) => lookOf(type).timed || Object.values(values).some(isMoving));
  return at < 0 ? effects.length : at;
};
