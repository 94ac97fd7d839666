import type { Rational } from '../media.ts';
import { frameAt, micros } from '../rate.ts';
import { type Canvas, type CaptionsClip, isVisual, type TextClip, type VisualClip } from '../timeline.ts';
import type { Actor } from './actor.ts';
import { captionActors } from './caption-actors.ts';
import { curveOf } from './curves.ts';
import { clearing, effectsOf, withEffects } from './effects.ts';
import { framingOf } from './framing.ts';
import { type Geometry, geometryOf } from './geometry.ts';
import type { LayerEffect } from './graph.ts';
import { type Movement, movementOf, shifts } from './motion/movement.ts';
import type { Placed } from './place.ts';
import { crossingsOf, type Run, runsOf } from './runs.ts';
import { textActors } from './text-actors.ts';
import { throughActors } from './through.ts';

/** All visual clips, from below to above. */
export function sceneOf(placed: readonly Placed[], canvas: Canvas, fps: Rational): Actor[] {
  const visual = placed.filter((p): p is Placed<VisualClip> => isVisual(p.clip));
  const movements = new Map(visual.map((p) => [p, movementOf(p.clip, p.start, p.end, canvas, fps)]));
  const geometries = new Map<Placed, Geometry>(visual.map((p) => [p, framedGeometry(p, canvas, fps, movements.get(p)!)]));
  const geometry = (p: Placed): Geometry => geometries.get(p)!;
  const effects = new Map<Placed, LayerEffect[]>(visual.map((p) => [p, effectsOf(p.clip, fps)]));
  const cleared = (p: Placed): boolean => clearing(effects.get(p));
  const opaque = (p: Placed): boolean => isVisual(p.clip) && p.clip.opacity === 1 && !cleared(p);
  return visual
    .flatMap((p) => {
      const own = curveOf(p.clip.opacity, fps, (v) => v);
      if (p.clip.type === 'captions' && p.clip.track !== null) return [];
      const looks = effects.get(p)!;
      if (p.clip.type === 'captions') return captionActors(p as Placed<CaptionsClip>, geometry(p), own, looks, fps);
      const movement = movements.get(p)!;
      const { opacity: crossed, spans: transitions } = crossingsOf(p, geometry(p), own, { canvas, geometryOf: geometry, opaque });
      const opacity = [...crossed, ...(movement?.opacity ?? [])];
      const actor = (shape: Geometry): Actor => ({
        ...{ placed: p, geometry: shape, opacity, transitions, runs: runsOf(p.end - p.start, shape, opacity, transitions, cleared(p)) },
        ...innerOf(p, fps),
        ...(looks.length > 0 ? { effects: looks } : {}),
      });
      const colours = throughActors(p, canvas, fps);
      if (p.clip.type === 'text') {
        if (movement && shifts(movement, p.clip)) movement.motion.smooth = true;
        const texts = textActors(p as Placed<TextClip>, geometry(p), { opacity, spans: transitions }, fps);
        return [...withEffects(texts, looks, p.start), ...colours];
      }
      const moving = actor(geometry(p));
      if (!movement) return [moving, ...colours];
      const resting = movement.rest ? actor(framedGeometry(p, canvas, fps, null)) : null;
      const fills = resting?.geometry.placement === null;
      if (!fills && shifts(movement, p.clip)) movement.motion.smooth = true;
      if (fills && movement.rest!.from < movement.rest!.to) {
        // What fills the canvas lies over nothing while it rests.
        const { from, to } = movement.rest!;
        const parts = [within(moving, 0, from), within(resting, from, to), within(moving, to, p.end - p.start)];
        return [...parts.filter((a) => a.runs.length > 0), ...colours];
      }
      return [moving, ...colours];
    })
    .sort((a, b) => a.placed.track - b.placed.track || a.placed.start - b.placed.start);
}

/** The actor in a part of its clip's frames. */
const within = (actor: Actor, from: number, to: number): Actor => ({
  ...actor,
  runs: actor.runs.map((r): Run => ({ ...r, from: Math.max(r.from, from), to: Math.min(r.to, to) })).filter((r) => r.from < r.to),
});

function framedGeometry(placed: Placed<VisualClip>, canvas: Canvas, fps: Rational, movement: Movement | null): Geometry {
  const { clip, media, normalised, mask, start, end } = placed;
  const video = media?.probe.video ?? null;
  const whole = normalised?.original ?? video;
  const geometry = geometryOf(clip, video, canvas, fps, { frames: end - start, movement, lottie: media?.probe.lottie, whole });
  const { picture, factor } = geometry;
  const framing = framingOf(clip, picture.crop ?? picture.size, factor, mask ?? null);
  return framing ? { ...geometry, framing } : geometry;
}

/** A nested timeline's own clips on its own canvas. */
function innerOf({ clip, inner }: Placed, fps: Rational): Pick<Actor, 'inner'> {
  if (clip.type !== 'timeline') return {};
  return { inner: { scene: sceneOf(inner, clip.timeline.canvas, fps), trim: frameAt(micros(clip.trim), fps) } };
}
