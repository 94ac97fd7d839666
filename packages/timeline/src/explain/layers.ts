import { canonicalJson } from '../canonical.ts';
import type { AudioGraph } from '../compile/audio-graph.ts';
import type { ChunkGraph } from '../compile/graph.ts';
import type { LayerOrigin } from '../origins.ts';

/** What each clip does in a graph, by its path: equal texts, equal doing. */
export type Doings = Map<string, string[]>;

/** Layers with how opaque they lie where; those of nested timelines by themselves. */
export function layerDoings(graph: ChunkGraph, clips: readonly LayerOrigin[], found: Doings = new Map()): Doings {
  graph.layers.forEach((layer, i) => {
    const origin = clips[i];
    if (!origin) return;
    const { source } = layer;
    const shown = [
      ...graph.segments.flatMap((s) => [
        ...(s.base === i ? [[s.from, s.to]] : []),
        ...s.over.filter((o) => o.layer === i).map((o) => [s.from, s.to, o.opacity]),
      ]),
      ...graph.overlays.filter((o) => o.layer === i).map((o) => o.opacity),
    ];
    const own = source.kind === 'composition' ? { ...layer, source: { canvas: source.graph.canvas, frames: source.graph.frames } } : layer;
    put(found, origin.clip, canonicalJson([own, shown]));
    if (source.kind === 'composition') layerDoings(source.graph, origin.inner ?? [], found);
  });
  return found;
}

/** Parts of the sound without when they begin; those of nested timelines by themselves. */
export function soundDoings(graph: AudioGraph, clips: readonly LayerOrigin[], found: Doings = new Map()): Doings {
  graph.lanes
    .flatMap((lane) => lane.parts)
    .forEach(({ start: _, mix, ...part }, i) => {
      const origin = clips[i];
      if (!origin) return;
      put(found, origin.clip, canonicalJson([part, mix?.samples]));
      if (mix) soundDoings(mix, origin.inner ?? [], found);
    });
  return found;
}

/** What is done to the sum of a track's sounds, by the track's path. */
export function trackEffects(
  graph: AudioGraph,
  clips: readonly LayerOrigin[],
  found: Map<string, string> = new Map(),
): Map<string, string> {
  graph.lanes
    .flatMap((lane) => lane.parts)
    .forEach(({ mix, effects }, i) => {
      const origin = clips[i];
      if (!origin || !mix) return;
      if (/tracks\[\d+\]$/.test(origin.clip)) found.set(origin.clip, canonicalJson(effects ?? []));
      trackEffects(mix, origin.inner ?? [], found);
    });
  return found;
}

function put(found: Doings, path: string, doing: string): void {
  const known = found.get(path);
  if (known) known.push(doing);
  else found.set(path, [doing]);
}
