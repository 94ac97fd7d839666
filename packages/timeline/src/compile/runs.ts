import { edges, fold } from './curves.ts';
import { contains, type Geometry, hidesAll } from './geometry.ts';
import type { Curve } from './graph.ts';
import type { Fading, Placed } from './place.ts';
import { type Crossing, crossingOf, type Span } from './transitions.ts';

/** A stretch of clip frames in which a clip is drawn in one way. */
export interface Run {
  from: number;
  to: number;
  /** solid: fills the canvas and hides all beneath. */
  kind: 'solid' | 'over';
  /** Which of the clip's transitions do more than fade it meanwhile; absent: none. */
  crossing?: string;
}

/** What is known of all clips. */
interface Others {
  canvas: { width: number; height: number };
  geometryOf(p: Placed): Geometry;
  /** Its own opacity is 1 throughout. */
  opaque(p: Placed): boolean;
}

/** What a clip's opacity is made of, and what its transitions do besides, over its own frames. */
export function crossingsOf(placed: Placed, geometry: Geometry, own: Curve, others: Others): Crossing {
  const { fadeIn, fadeOut, start, end } = placed;
  const ends: Crossing[] = [];
  if (fadeIn) ends.push(crossingOf(fadeIn, { from: 0, side: 'in', covered: false }));
  if (fadeOut) {
    const covered = hiddenBy(fadeOut, geometry, others);
    ends.push(crossingOf(fadeOut, { from: end - start - fadeOut.frames, side: 'out', covered }));
  }
  return { opacity: [own, ...ends.flatMap((e) => e.opacity)], spans: ends.flatMap((e) => e.spans) };
}

/** An outgoing picture stays as it is while the incoming one, which covers it, fades in: a true cross-fade. */
function hiddenBy({ neighbour, frames }: Fading, { box }: Geometry, { geometryOf, opaque, canvas }: Others): boolean {
  if (!neighbour || !opaque(neighbour)) return false;
  const other = geometryOf(neighbour);
  if (hidesAll(other, canvas, frames)) return true;
  return other.box !== null && box !== null && !other.picture.alpha && contains(other.box, box);
}

/**
 * Splits a clip where it begins or ceases to be solid, and leaves out what cannot be seen.
 * @param cleared effects make parts of it transparent
 */
export function runsOf(
  length: number,
  geometry: Geometry,
  opacity: readonly Curve[],
  transitions: readonly Span[] = [],
  cleared = false,
): Run[] {
  const cuts = [...new Set([0, length, ...opacity.flatMap(edges), ...transitions.flatMap((s) => [s.from, s.to])])]
    .filter((k) => k >= 0 && k <= length)
    .sort((a, b) => a - b);
  const solidPicture = geometry.placement === null && !cleared;
  const runs: Run[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!];
    const parts = opacity.map((c) => fold(c, from, to));
    if (parts.includes(0)) continue;
    const crossing = transitions.flatMap((s, n) => (s.from <= from && to <= s.to ? [n] : [])).join();
    const kind = solidPicture && crossing === '' && parts.every((c) => c === 1) ? 'solid' : 'over';
    const before = runs[runs.length - 1];
    if (before && before.kind === kind && before.to === from && (before.crossing ?? '') === crossing) before.to = to;
    else runs.push({ from, to, kind, ...(crossing === '' ? {} : { crossing }) });
  }
  return runs;
}
