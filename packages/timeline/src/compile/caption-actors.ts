import type { Rational } from '../media.ts';
import { frameAt, micros } from '../rate.ts';
import type { CaptionsClip, TextClip } from '../timeline.ts';
import type { Actor } from './actor.ts';
import { shift } from './curves.ts';
import { shiftEffects } from './effects.ts';
import type { Geometry } from './geometry.ts';
import type { Curve, LayerEffect } from './graph.ts';
import type { Placed } from './place.ts';
import { runsOf } from './runs.ts';

/** Each cue as a text of its own, so that a chunk knows nothing of the cues that are not in it. */
export function captionActors(
  placed: Placed<CaptionsClip>,
  geometry: Geometry,
  opacity: Curve,
  effects: readonly LayerEffect[],
  fps: Rational,
): Actor[] {
  const { clip } = placed;
  const at = (seconds: number) => Math.min(placed.end, frameAt(micros(clip.start) + micros(seconds), fps));
  return clip.cues.flatMap((cue): Actor[] => {
    const [start, end] = [at(cue.start), at(cue.end)];
    if (end <= start) return [];
    const { cues: _, file: __, track: ___, ...common } = clip;
    const text: TextClip = { ...common, type: 'text', text: cue.text };
    const own = moved(geometry, start - placed.start);
    const curve = [shift(opacity, start - placed.start)];
    const looks = effects.length > 0 ? { effects: shiftEffects(effects, start - placed.start) } : {};
    return [
      {
        placed: { ...placed, clip: text, start, end },
        geometry: own,
        opacity: curve,
        transitions: [],
        runs: runsOf(end - start, own, curve),
        ...looks,
      },
    ];
  });
}

/** The captions' movement as the cue sees it, whose frames are counted from its own beginning. */
function moved(geometry: Geometry, frames: number): Geometry {
  const { placement } = geometry;
  if (!placement) return geometry;
  const { x, y, scale, rotation } = placement;
  const by = (curve: Curve) => shift(curve, frames);
  return { ...geometry, placement: { ...placement, x: by(x), y: by(y), scale: by(scale), rotation: by(rotation) } };
}
