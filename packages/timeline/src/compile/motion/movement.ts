import type { Rational } from '../../media.ts';
import type { Canvas, VisualClip } from '../../timeline.ts';
import { curveOf } from '../curves.ts';
import type { Curve } from '../graph.ts';
import { cameraOf, entranceFrames, isWave, type Motion, motionOf, pixelsOn, type Term } from './motion.ts';
import { pathOf } from './path.ts';

/** All that moves a clip beside its keyframes. */
export interface Movement {
  motion: Motion;
  opacity: Curve[];
  /** Of a path, canvas pixels: instead of the position. */
  x?: Curve;
  y?: Curve;
  /** It only comes and goes: what lies between is at rest. Clip frames, end exclusive. */
  rest: { from: number; to: number } | null;
}

/** A clip's movement within `start` ≤ f < `end` of its timeline; null: it has none but keyframes. */
export function movementOf(clip: VisualClip, start: number, end: number, canvas: Canvas, fps: Rational): Movement | null {
  const stage = { width: canvas.width, height: canvas.height };
  const camera = clip.depth && canvas.camera ? cameraOf(curvesOf(canvas.camera, canvas, fps), clip, start) : null;
  const found = motionOf(clip, end - start, fps, stage, camera);
  if (!found) return null;
  const { motion, opacity } = found;
  const reach = clip.rotation === 0 ? reachOf(motion.terms.rotation ?? []) : null;
  if (reach !== null && !clip.along?.orient) motion.reach = reach;
  if (clip.along) {
    const { x, y, heading } = pathOf(clip.along, end - start, fps, stage);
    if (heading) motion.terms.rotation = [...(motion.terms.rotation ?? []), heading];
    return { motion, opacity, x, y, rest: null };
  }
  if (camera || clip.motion?.loop) return { motion, opacity, rest: null };
  const ends = entranceFrames(clip, end - start, fps);
  return { motion, opacity, rest: { from: ends.in, to: end - start - ends.out } };
}

/** Beyond it the box of all turns is hardly larger. */
const WIDE = 45;

/** Presets keep to their keys, but what an easing makes of them nobody knows: only those with a course of their own count. */
function reachOf(terms: readonly Term[]): number | null {
  const each = terms.map((t) => {
    if (typeof t === 'number') return Math.abs(t);
    return isWave(t) ? Math.abs(t.mean) + Math.abs(t.by) : Math.max(...t.flatMap((p) => [Math.abs(p.a), Math.abs(p.b)]));
  });
  const sum = each.reduce((a, b) => a + b, 0);
  return terms.length > 0 && sum <= WIDE ? sum : null;
}

/** Whether anything but turning moves it, which is between pixels by itself. */
export const shifts = ({ motion, x, y }: Movement, clip: VisualClip): boolean =>
  Object.keys(motion.terms).some((channel) => channel !== 'rotation') ||
  motion.camera !== undefined ||
  [x ?? clip.position.x, y ?? clip.position.y, clip.scale].some((v) => Array.isArray(v));

const curvesOf = ({ x, y, zoom }: NonNullable<Canvas['camera']>, { width, height }: Canvas, fps: Rational) => ({
  x: curveOf(x, fps, pixelsOn(width)),
  y: curveOf(y, fps, pixelsOn(height)),
  zoom: curveOf(zoom, fps, (v) => v),
});
