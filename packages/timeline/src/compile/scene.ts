import type { Rational } from '../media.ts';
import { frameAt, micros } from '../rate.ts';
import { type Canvas, type CaptionsClip, isVisual, type VisualClip } from '../timeline.ts';
import type { Actor } from './actor.ts';
import { captionActors } from './caption-actors.ts';
import { curveOf } from './curves.ts';
import { clearing, effectsOf } from './effects.ts';
import { framingOf } from './framing.ts';
import { type Geometry, geometryOf } from './geometry.ts';
import type { LayerEffect } from './graph.ts';
import type { Placed } from './place.ts';
import { crossingsOf, runsOf } from './runs.ts';
import { throughActors } from './through.ts';

/** All visual clips, from below to above. */
export function sceneOf(placed: readonly Placed[], canvas: Canvas, fps: Rational): Actor[] {
  const visual = placed.filter((p): p is Placed<VisualClip> => isVisual(p.clip));
  const geometries = new Map<Placed, Geometry>(visual.map((p) => [p, framedGeometry(p, canvas, fps)]));
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
      const { opacity, spans: transitions } = crossingsOf(p, geometry(p), own, geometry, opaque);
      const runs = runsOf(p.end - p.start, geometry(p), opacity, transitions, cleared(p));
      const drawn = looks.length > 0 ? { effects: looks } : {};
      const actor = { placed: p, geometry: geometry(p), opacity, transitions, runs, ...innerOf(p, fps), ...drawn };
      return [actor, ...throughActors(p, canvas, fps)];
    })
    .sort((a, b) => a.placed.track - b.placed.track || a.placed.start - b.placed.start);
}

function framedGeometry({ clip, media, normalised, mask }: Placed<VisualClip>, canvas: Canvas, fps: Rational): Geometry {
  const video = media?.probe.video ?? null;
  const geometry = geometryOf(clip, video, canvas, fps, normalised?.original ?? video);
  const { picture, factor } = geometry;
  const framing = framingOf(clip, picture.crop ?? picture.size, factor, mask ?? null);
  return framing ? { ...geometry, framing } : geometry;
}

/** A nested timeline's own clips on its own canvas. */
function innerOf({ clip, inner }: Placed, fps: Rational): Pick<Actor, 'inner'> {
  if (clip.type !== 'timeline') return {};
  return { inner: { scene: sceneOf(inner, clip.timeline.canvas, fps), trim: frameAt(micros(clip.trim), fps) } };
}
