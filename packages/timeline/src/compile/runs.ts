import { edges, fold } from './curves.ts';
import { contains, type Geometry } from './geometry.ts';
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

/** What a clip's opacity is made of, and what its transitions do besides, over its own frames. */
export function crossingsOf(
  placed: Placed,
  geometry: Geometry,
  own: Curve,
  geometryOf: (p: Placed) => Geometry,
  opacityIsOne: (p: Placed) => boolean,
): Crossing {
  const { fadeIn, fadeOut, start, end } = placed;
  const ends: Crossing[] = [];
  if (fadeIn) ends.push(crossingOf(fadeIn, { from: 0, side: 'in', covered: false }));
  if (fadeOut) {
    const covered = hiddenBy(fadeOut, geometry, geometryOf, opacityIsOne);
    ends.push(crossingOf(fadeOut, { from: end - start - fadeOut.frames, side: 'out', covered }));
  }
  return { opacity: [own, ...ends.flatMap((e) => e.opacity)], spans: ends.flatMap((e) => e.spans) };
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
