import type { Rational } from '../../media.ts';
import type { Canvas, VisualClip } from '../../timeline.ts';
import { curveOf } from '../curves.ts';
import type { Curve } from '../graph.ts';
import { cameraOf, entranceFrames, type Motion, motionOf, pixelsOn } from './motion.ts';
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
  if (clip.along) {
    const { x, y, heading } = pathOf(clip.along, end - start, fps, stage);
    if (heading) motion.terms.rotation = [...(motion.terms.rotation ?? []), heading];
    return { motion, opacity, x, y, rest: null };
  }
  if (camera || clip.motion?.loop) return { motion, opacity, rest: null };
  const ends = entranceFrames(clip, end - start, fps);
  return { motion, opacity, rest: { from: ends.in, to: end - start - ends.out } };
}

const curvesOf = ({ x, y, zoom }: NonNullable<Canvas['camera']>, { width, height }: Canvas, fps: Rational) => ({
  x: curveOf(x, fps, pixelsOn(width)),
  y: curveOf(y, fps, pixelsOn(height)),
  zoom: curveOf(zoom, fps, (v) => v),
});
