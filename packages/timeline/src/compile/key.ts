import { hashOf } from '../canonical.ts';
import type { OutputSettings } from '../output.ts';
import type { Toolchain } from '../plan.ts';
import type { AudioGraph } from './audio-graph.ts';
import { allLayers, type ChunkGraph, type Layer } from './graph.ts';

/** Raised whenever the same timeline would give other frames or bytes: it is part of every key. */
export const PIPELINE_VERSION = '1';

export interface Key {
  key: string;
  keyParts: Record<string, string>;
}

/**
 * A chunk's key, by exclusion: the whole graph and all output settings are in it, but for what cannot touch the picture.
 * The parts only say why two keys differ.
 */
export function chunkKey(graph: ChunkGraph, output: OutputSettings, toolchain: Toolchain): Key {
  // The container of the delivery is no one's business here: codec and alpha decide the chunk's own.
  const { poster: _, format: __, audioCodec: ___, audioBitrateKbps: ____, title: _____, comment: ______, ...encoding } = output;
  const { layers, ...structure } = graph;
  const all = allLayers(graph);
  const rasters = (kind: 'text' | 'drawing') => all.flatMap((l) => (l.source.kind === kind ? [l.source.raster] : []));
  const [texts, drawings] = [rasters('text'), rasters('drawing')];
  return keyOf({
    compiler: PIPELINE_VERSION,
    toolchain: { ffmpeg: toolchain.ffmpeg, arch: toolchain.arch },
    output: encoding,
    structure,
    layers: layers.map(withoutIdentity),
    sources: all.flatMap((l) => ('sha256' in l.source ? [l.source.sha256] : [])),
    text: texts,
    // A chunk without text does not depend on the fonts.
    fonts: texts.length > 0 ? { canvas: toolchain.canvas, files: toolchain.fonts } : null,
    ...(drawings.length > 0 ? { drawings, canvas: toolchain.canvas } : {}),
  });
}

export function audioKey(graph: AudioGraph, output: OutputSettings, toolchain: Toolchain): Key {
  return keyOf({
    compiler: PIPELINE_VERSION,
    toolchain: { ffmpeg: toolchain.ffmpeg, arch: toolchain.arch },
    output: {
      audioCodec: output.audioCodec,
      audioBitrateKbps: output.audioBitrateKbps,
      // Sound alone is delivered as it is, with what is said in it.
      ...(output.codec === null ? { title: output.title, comment: output.comment } : {}),
    },
    graph,
  });
}

/** Whether a worker with this toolchain makes what the key says: in a rolling upgrade another build must not fill it. */
export const madeWith = (keyParts: Record<string, string>, toolchain: Toolchain): boolean =>
  keyParts.compiler === hashOf(PIPELINE_VERSION) &&
  keyParts.toolchain === hashOf({ ffmpeg: toolchain.ffmpeg, arch: toolchain.arch }) &&
  [undefined, hashOf(null), hashOf({ canvas: toolchain.canvas, files: toolchain.fonts })].includes(keyParts.fonts) &&
  [undefined, hashOf(toolchain.canvas)].includes(keyParts.canvas);

function keyOf(parts: Record<string, unknown>): Key {
  const keyParts = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, hashOf(value)]));
  return { key: hashOf(keyParts), keyParts };
}

/** Texts, drawings and source hashes have parts of their own. */
function withoutIdentity(layer: Layer): unknown {
  if (layer.source.kind === 'composition') {
    const { layers, ...structure } = layer.source.graph;
    return { ...layer, source: { kind: 'composition', structure, layers: layers.map(withoutIdentity) } };
  }
  if ('raster' in layer.source) return { ...layer, source: layer.source.kind };
  const { sha256: _, ...source } = layer.source;
  return { ...layer, source };
}
