import { edges, fold, ramp } from './curves.ts';
import { contains, type Geometry } from './geometry.ts';
import type { Curve } from './graph.ts';
import type { Fading, Placed } from './place.ts';

/** A stretch of clip frames in which a clip is drawn in one way. */
export interface Run {
  from: number;
  to: number;
  /** solid: fills the canvas and hides all beneath. */
  kind: 'solid' | 'over';
}

/** What a clip's opacity is made of, over its own frames. */
export function opacityOf(
  placed: Placed,
  geometry: Geometry,
  own: Curve,
  geometryOf: (p: Placed) => Geometry,
  opacityIsOne: (p: Placed) => boolean,
): Curve[] {
  const curves: Curve[] = [own];
  if (placed.fadeIn) curves.push(ramp(0, placed.fadeIn.frames, 'up'));
  if (placed.fadeOut && !hiddenBy(placed.fadeOut, geometry, geometryOf, opacityIsOne)) {
    const length = placed.end - placed.start;
    curves.push(ramp(length - placed.fadeOut.frames, placed.fadeOut.frames, 'down'));
  }
  return curves;
}

/** An outgoing picture stays as it is while the incoming one, which covers it, fades in: a true cross-fade. */
function hiddenBy(
  { neighbour }: Fading,
  geometry: Geometry,
  geometryOf: (p: Placed) => Geometry,
  opacityIsOne: (p: Placed) => boolean,
): boolean {
  if (!neighbour) return false;
  const other = geometryOf(neighbour);
  return (
    other.box !== null && geometry.box !== null && !other.picture.alpha && opacityIsOne(neighbour) && contains(other.box, geometry.box)
  );
}

/**
 * Splits a clip where it begins or ceases to be solid, and leaves out what cannot be seen.
 * @param cleared effects make parts of it transparent
 */
export function runsOf(length: number, geometry: Geometry, opacity: readonly Curve[], cleared = false): Run[] {
  const cuts = [...new Set([0, length, ...opacity.flatMap(edges)])].filter((k) => k >= 0 && k <= length).sort((a, b) => a - b);
  const solidPicture = geometry.placement === null && !cleared;
  const runs: Run[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!];
    const parts = opacity.map((c) => fold(c, from, to));
    if (parts.includes(0)) continue;
    const kind = solidPicture && parts.every((c) => c === 1) ? 'solid' : 'over';
    const before = runs[runs.length - 1];
    if (before && before.kind === kind && before.to === from) before.to = to;
    else runs.push({ from, to, kind });
  }
  return runs;
}
