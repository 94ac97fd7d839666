import type { Rational } from '../media.ts';
import type { LayerOrigin } from '../origins.ts';
import { formatPath } from '../problems.ts';
import type { Canvas, HtmlClip, VideoClip } from '../timeline.ts';
import type { Actor } from './actor.ts';
import { fold, foldProduct } from './curves.ts';
import { clearing, foldEffects, keepTime } from './effects.ts';
import type { ChunkGraph, Curve, Layer, LayerEffect, Overlay, Placement } from './graph.ts';
import { lottieSpec } from './lottie.ts';
import { foldMotion, isMoving } from './motion/motion.ts';
import { foldView } from './motion/view.ts';
import { decoderOf } from './normalise.ts';
import { pageOf } from './page.ts';
import type { Placed } from './place.ts';
import { rasterOf, rescaled } from './raster.ts';
import type { Run } from './runs.ts';
import { readsOf } from './source-frames.ts';
import { titleLayer } from './title-layer.ts';
import { effectsIn } from './transitions.ts';

/** An actor within a chunk; runs in chunk frames. */
interface Part {
  actor: Actor;
  /** Clip frame at the chunk's first. */
  offset: number;
  runs: Run[];
}

interface Stretch {
  from: number;
  to: number;
  base: Part | null;
  over: Part[];
  /** Of each part above: which of its transitions do more than fade it. */
  crossings: (string | undefined)[];
}

/** A graph, and for each of its layers which clip it is. */
export interface Drawn {
  graph: ChunkGraph;
  clips: LayerOrigin[];
}

/** What is drawn in frames start ≤ f < end of the timeline, in terms of the chunk. */
export function chunkGraph(scene: readonly Actor[], canvas: Canvas, fps: Rational, start: number, end: number, alpha = false): Drawn {
  const frames = end - start;
  const parts = scene.flatMap((actor) => partOf(actor, start, end));
  // Up to the highest picture that fills the canvas or is in a transition, the chunk is cut into stretches; what is above lies over all of them.
  const top = parts.findLastIndex((p) => p.runs.some((r) => r.kind === 'solid' || r.crossing !== undefined));
  const stretches = stretchesOf(parts.slice(0, top + 1), frames);
  const floating = parts.slice(top + 1);

  const layers: Layer[] = [];
  const clips: LayerOrigin[] = [];
  const indexOf = new Map<Part, number>();
  const addLayer = (part: Part, from: number, to: number, opacities: Curve[][]) => {
    indexOf.set(part, layers.length);
    const { layer, inner } = layerOf(part, from, to, opacities, canvas, fps);
    layers.push(layer);
    clips.push({ clip: formatPath(part.actor.placed.clip.path), ...(inner ? { inner } : {}) });
  };
  const overlay = (part: Part, from: number, to: number): Overlay => {
    const transitions = effectsIn(part.actor.transitions, part.offset + from, part.offset + to);
    const opacity = foldProduct(part.actor.opacity, part.offset + from, part.offset + to);
    return { layer: indexOf.get(part)!, opacity, ...(transitions.length > 0 ? { transitions } : {}) };
  };

  for (const part of parts.slice(0, top + 1)) {
    const seen = stretches.filter((s) => s.base === part || s.over.includes(part));
    if (seen.length === 0) continue;
    const opacities = seen
      .filter((s) => s.base !== part)
      .map((s) => foldProduct(part.actor.opacity, part.offset + s.from, part.offset + s.to));
    addLayer(part, seen[0]!.from, seen[seen.length - 1]!.to, opacities);
  }
  const overlays = floating.map((part) => {
    const [from, to] = [part.runs[0]!.from, part.runs[part.runs.length - 1]!.to];
    addLayer(part, from, to, [foldProduct(part.actor.opacity, part.offset + from, part.offset + to)]);
    return overlay(part, from, to);
  });
  const graph: ChunkGraph = {
    frames,
    canvas: { width: canvas.width, height: canvas.height, fps, background: canvas.background, ...(alpha ? { alpha } : {}) },
    layers,
    segments: stretches.map((s) => ({
      from: s.from,
      to: s.to,
      base: s.base ? indexOf.get(s.base)! : null,
      over: s.over.map((p) => overlay(p, s.from, s.to)),
    })),
    overlays,
  };
  return { graph, clips };
}

const looks = (effects: LayerEffect[]): Pick<Layer, 'effects' | 'cleared'> =>
  effects.length === 0 ? {} : { effects, ...(clearing(effects) ? { cleared: true } : {}) };

function partOf(actor: Actor, start: number, end: number): Part[] {
  const offset = start - actor.placed.start;
  const runs = actor.runs
    .map((r) => ({ ...r, from: Math.max(0, r.from - offset), to: Math.min(end - start, r.to - offset) }))
    .filter((r) => r.from < r.to);
  return runs.length > 0 ? [{ actor, offset, runs }] : [];
}

function stretchesOf(parts: readonly Part[], frames: number): Stretch[] {
  const cuts = [...new Set([0, frames, ...parts.flatMap((p) => p.runs.flatMap((r) => [r.from, r.to]))])].sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!];
    const drawn = parts.flatMap((part) =>
      part.runs.filter((r) => r.from <= from && r.to >= to).map(({ kind, crossing }) => ({ part, kind, crossing })),
    );
    const lowest = drawn.findLastIndex((d) => d.kind === 'solid');
    const above = drawn.slice(lowest + 1);
    const base = drawn[lowest]?.part ?? null;
    const stretch = { from, to, base, over: above.map((d) => d.part), crossings: above.map((d) => d.crossing) };
    const before = stretches[stretches.length - 1];
    if (before && before.base === base && same(before.over, stretch.over) && same(before.crossings, stretch.crossings)) before.to = to;
    else stretches.push(stretch);
  }
  return stretches;
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((v, i) => v === b[i]);

const rests = ({ x, y, scale, rotation, grows, spins, motion }: Placement): boolean =>
  !motion && !grows && !spins && [x, y].every((c) => typeof c === 'number') && scale === 1 && rotation === 0;

interface DrawnLayer {
  layer: Layer;
  /** Of a nested timeline: which clips its own layers are. */
  inner?: LayerOrigin[];
}

function layerOf(part: Part, from: number, to: number, opacities: Curve[][], canvas: Canvas, fps: Rational): DrawnLayer {
  const { placed, geometry, transitions } = part.actor;
  const { clip, media, demuxers } = placed;
  const [k0, k1] = [part.offset + from, part.offset + to];
  let placement: Placement | null = geometry.placement && {
    x: fold(geometry.placement.x, k0, k1),
    y: fold(geometry.placement.y, k0, k1),
    anchor: geometry.placement.anchor,
    scale: fold(geometry.placement.scale, k0, k1),
    grows: geometry.placement.grows,
    spins: geometry.placement.spins,
    rotation: fold(geometry.placement.rotation, k0, k1),
    ...(geometry.placement.motion
      ? {
          motion: {
            ...foldMotion(geometry.placement.motion, k0, k1),
            ...(geometry.framing?.margin ? { margin: geometry.framing.margin } : {}),
          },
        }
      : {}),
  };
  const effects = foldEffects(part.actor.effects ?? [], k0, k1);
  const { view } = geometry.picture;
  const common = {
    ...{ from, to, picture: view ? { ...geometry.picture, view: foldView(view, k0, k1) } : geometry.picture },
    ...looks(effects),
    ...(geometry.framing ? { framing: geometry.framing } : {}),
    ...(clip.blend
      ? { blend: { mode: clip.blend, rests: rests(geometry.placement!) && !transitions.some((s) => s.effect.kind === 'move') } }
      : {}),
  };
  if (clip.type === 'video') {
    const decoder = decoderOf(media!.probe.video!);
    const reads = readsOf(placed as Placed<VideoClip>, fps, k0, k1);
    return { layer: { ...common, source: { kind: 'video', sha256: media!.sha256, demuxers, decoder, reads }, origin: k0, placement } };
  }
  const moves =
    keepTime(effects) ||
    view !== undefined ||
    (placement?.motion !== undefined && isMoving(placement.motion)) ||
    part.runs.some((r) => r.crossing !== undefined) ||
    opacities.some((o) => o.some((c) => typeof c !== 'number')) ||
    (placement !== null && [placement.x, placement.y, placement.scale, placement.rotation].some((c) => typeof c !== 'number'));
  const origin = moves ? k0 : null;
  if (clip.type === 'timeline') {
    const { scene, trim } = part.actor.inner!;
    const { graph, clips } = chunkGraph(scene, clip.timeline.canvas, fps, trim + k0, trim + k1, clip.transparent);
    return { layer: { ...common, source: { kind: 'composition', graph }, origin, placement }, inner: clips };
  }
  if (clip.type === 'lottie') {
    const lottie = lottieSpec(clip, media!, geometry.picture.size!, fps);
    return { layer: { ...common, source: { kind: 'lottie', lottie, first: k0, frames: k1 - k0 }, origin: k0, placement } };
  }
  if (clip.type === 'html') {
    const page = pageOf(placed as Placed<HtmlClip>, canvas, fps);
    return clip.animated
      ? { layer: { ...common, source: { kind: 'page', page, first: k0, frames: k1 - k0 }, origin: k0, placement } }
      : { layer: { ...common, source: { kind: 'page', page, first: 0, frames: 1 }, origin, placement } };
  }
  if (clip.type === 'image') return { layer: { ...common, source: { kind: 'image', sha256: media!.sha256, demuxers }, origin, placement } };
  if (clip.type !== 'text')
    return { layer: { ...common, source: { kind: 'drawing', raster: geometry.drawing!.raster }, origin, placement } };
  // The whole clip's largest scale, not the chunk's: neighbours must draw the same letters.
  const { factor } = geometry;
  placement = { ...placement!, scale: rescaled(placement!.scale, factor) };
  if (part.actor.title) return { layer: { ...common, ...titleLayer(part.actor, clip, factor, placement, origin, [k0, k1], canvas, fps) } };
  return { layer: { ...common, source: { kind: 'text', raster: rasterOf(clip, factor, canvas) }, origin, placement } };
}
