import type { Rational } from '../media.ts';
import { frameAt, micros } from '../rate.ts';
import type { CaptionsClip, TextClip } from '../timeline.ts';
import type { Actor } from './actor.ts';
import { shift } from './curves.ts';
import { withEffects } from './effects.ts';
import type { Geometry } from './geometry.ts';
import type { Curve, LayerEffect } from './graph.ts';
import type { Placed } from './place.ts';
import { moved, textActors } from './text-actors.ts';

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
    const spoken = cue.words?.map((word) => ({ span: word.span, from: at(word.start) - start, to: at(word.end) - start })) ?? null;
    const actors = textActors({ ...placed, clip: text, start, end }, own, { opacity: curve, spans: [] }, fps, spoken);
    return withEffects(actors, effects, placed.start);
  });
}
