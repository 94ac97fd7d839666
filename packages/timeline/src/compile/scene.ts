import type { Rational } from '../media.ts';
import { type Canvas, isVisual, type VisualClip } from '../timeline.ts';
import { curveOf } from './curves.ts';
import { type Geometry, geometryOf } from './geometry.ts';
import type { Curve } from './graph.ts';
import type { Placed } from './place.ts';
import { opacityOf, type Run, runsOf } from './runs.ts';

/** A visual clip with everything about it that does not depend on chunks. */
export interface Actor {
  placed: Placed<VisualClip>;
  geometry: Geometry;
  opacity: Curve[];
  runs: Run[];
}

/** All visual clips, from below to above. */
export function sceneOf(placed: readonly Placed[], canvas: Canvas, fps: Rational): Actor[] {
  const visual = placed.filter((p): p is Placed<VisualClip> => isVisual(p.clip));
  const geometries = new Map<Placed, Geometry>(visual.map((p) => [p, geometryOf(p.clip, p.media?.probe.video ?? null, canvas, fps)]));
  const geometry = (p: Placed): Geometry => geometries.get(p)!;
  const opaque = (p: Placed): boolean => isVisual(p.clip) && p.clip.opacity === 1;
  return visual
    .map((p) => {
      const own = curveOf(p.clip.opacity, fps, (v) => v);
      const opacity = opacityOf(p, geometry(p), own, geometry, opaque);
      return { placed: p, geometry: geometry(p), opacity, runs: runsOf(p.end - p.start, geometry(p), opacity) };
    })
    .sort((a, b) => a.placed.track - b.placed.track || a.placed.start - b.placed.start);
}
