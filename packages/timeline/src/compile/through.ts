import type { Rational } from '../media.ts';
import { secondsOf } from '../rate.ts';
import type { Canvas, ColorClip, VisualClip } from '../timeline.ts';
import { drawnOf, THROUGH } from '../transitions/table.ts';
import type { Actor } from './actor.ts';
import { between } from './curves.ts';
import { geometryOf } from './geometry.ts';
import type { CurvePiece } from './graph.ts';
import type { Fading, Placed } from './place.ts';
import { runsOf } from './runs.ts';

/** The colours that a clip's transitions go through: each lies on its track, above the clips, over the whole canvas. Of two neighbours the second has it. */
export function throughActors(placed: Placed<VisualClip>, canvas: Canvas, fps: Rational): Actor[] {
  const { fadeIn, fadeOut, start, end } = placed;
  return [
    ...(fadeIn && drawnOf(fadeIn.transition.type).kind === 'through' ? [colour(placed, fadeIn, start, 'in', canvas, fps)] : []),
    ...(fadeOut && !fadeOut.neighbour && drawnOf(fadeOut.transition.type).kind === 'through'
      ? [colour(placed, fadeOut, end - fadeOut.frames, 'out', canvas, fps)]
      : []),
  ];
}

function colour(
  placed: Placed<VisualClip>,
  { frames, neighbour, transition }: Fading,
  start: number,
  side: 'in' | 'out',
  canvas: Canvas,
  fps: Rational,
): Actor {
  const { easing = 'linear', color = THROUGH } = transition;
  const middle: ColorClip['position']['x'] = { value: 50, unit: '%' };
  const clip: ColorClip = {
    ...{ type: 'color', color, path: placed.clip.path, start: secondsOf(start, fps), length: secondsOf(frames, fps) },
    position: { x: middle, y: middle, anchor: 'center' },
    ...{ scale: 1, rotation: 0, opacity: 1, transitionIn: null, transitionOut: null },
  };
  const up = between(0, frames / 2, 0, 1, easing) as CurvePiece[];
  const down = between(frames / 2, frames / 2, 1, 0, easing) as CurvePiece[];
  const curve = neighbour
    ? [...up.slice(0, -1), ...down.slice(1)]
    : side === 'in'
      ? between(0, frames, 1, 0, easing)
      : between(0, frames, 0, 1, easing);
  const own = {
    ...placed,
    clip,
    start,
    end: start + frames,
    media: null,
    pictures: {},
    demuxers: '',
    fadeIn: null,
    fadeOut: null,
    inner: [],
  };
  const geometry = geometryOf(clip, null, canvas, fps);
  return { placed: own, geometry, opacity: [curve], transitions: [], runs: runsOf(frames, geometry, [curve]) };
}
