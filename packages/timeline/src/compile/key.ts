import { hashOf } from '../canonical.ts';
import { aacCoder } from '../command/audio-codecs.ts';
import type { SoundEncoding, VideoEncoding } from '../encodings.ts';
import type { CopiedStretch, Keyed, KeyedChunk, Toolchain } from '../plan.ts';
import type { AudioGraph } from './audio-graph.ts';
import { framingRasters } from './framed.ts';
import { allLayers, type ChunkGraph, type Layer, type Piece } from './graph.ts';

/** Raised whenever the same timeline would give other frames or bytes: it is part of every key. */
export const PIPELINE_VERSION = '6';

/**
 * The key of a chunk in one encoding: the whole graph and all that its encoder is told. It says nothing of other outputs of the render
 * nor of the container of the delivery (codec and alpha decide the chunk's own). The parts only say why two keys differ.
 */
export function chunkKey(graph: ChunkGraph, encoding: VideoEncoding, toolchain: Toolchain, copy: CopiedStretch | null = null): KeyedChunk {
  const { layers, ...structure } = graph;
  const all = allLayers(graph);
  const rasters = (kind: 'text' | 'drawing') => all.flatMap((l) => (l.source.kind === kind ? [l.source.raster] : []));
  const titles = all.flatMap((l) => (l.source.kind === 'title' ? [l.source.title] : []));
  const texts = [...rasters('text'), ...titles];
  const drawings = [...rasters('drawing'), ...all.flatMap((l) => framingRasters(l.framing))];
  const pages = all.flatMap((l) => (l.source.kind === 'page' ? [l.source.page] : []));
  const animations = all.flatMap((l) => (l.source.kind === 'lottie' ? [l.source.lottie] : []));
  const keyed = keyOf({
    compiler: PIPELINE_VERSION,
    toolchain: { ffmpeg: toolchain.ffmpeg, arch: toolchain.arch },
    output: encoding,
    structure,
    // What is copied says all, wherever the clip was trimmed.
    layers: copy ? null : layers.map(withoutIdentity),
    sources: all.flatMap((l) => ('sha256' in l.source ? [l.source.sha256] : [])),
    text: texts,
    // A chunk without text does not depend on the fonts.
    fonts: texts.length > 0 ? { canvas: toolchain.canvas, files: toolchain.fonts } : null,
    ...(drawings.length > 0 ? { drawings, canvas: toolchain.canvas } : {}),
    ...(animations.length > 0 ? { animations, canvas: toolchain.canvas } : {}),
    ...(pages.length > 0 ? { pages, browser: { chromium: toolchain.chromium ?? null, fonts: toolchain.fonts } } : {}),
    ...(copy ? { copy } : {}),
  });
  return { ...keyed, ...(copy ? { copy } : {}) };
}

/** The key of a chunk in all its encodings: that of the only one, or a hash of them all. */
export const joinedKey = (encoded: readonly Keyed[]): string =>
  encoded.length === 1 ? encoded[0]!.key : hashOf(encoded.map((e) => e.key));

/** A piece's key: the source's hash, what is done to it and who does it. */
export const pieceKey = (piece: Piece, toolchain: Toolchain): Keyed =>
  keyOf({ compiler: PIPELINE_VERSION, toolchain: { ffmpeg: toolchain.ffmpeg, arch: toolchain.arch }, piece });

export function audioKey(graph: AudioGraph, encoding: SoundEncoding, toolchain: Toolchain): Keyed {
  const { codec, bitrateKbps, loudness, truePeakDb, title, comment } = encoding;
  const coder = aacCoder(encoding);
  return keyOf({
    compiler: PIPELINE_VERSION,
    toolchain: { ffmpeg: toolchain.ffmpeg, arch: toolchain.arch },
    output: {
      audioCodec: codec,
      audioBitrateKbps: bitrateKbps,
      ...(coder === null ? {} : { coder }),
      ...(loudness === null ? {} : { loudness, truePeakDb }),
      ...(title === null && comment === null ? {} : { title, comment }),
    },
    graph,
  });
}

/** Whether a worker with this toolchain makes what the key says: in a rolling upgrade another build must not fill it. */
export const madeWith = (keyParts: Record<string, string>, toolchain: Toolchain): boolean =>
  keyParts.compiler === hashOf(PIPELINE_VERSION) &&
  keyParts.toolchain === hashOf({ ffmpeg: toolchain.ffmpeg, arch: toolchain.arch }) &&
  [undefined, hashOf(null), hashOf({ canvas: toolchain.canvas, files: toolchain.fonts })].includes(keyParts.fonts) &&
  [undefined, hashOf(toolchain.canvas)].includes(keyParts.canvas) &&
  [undefined, hashOf({ chromium: toolchain.chromium ?? null, fonts: toolchain.fonts })].includes(keyParts.browser);

function keyOf(parts: Record<string, unknown>): Keyed {
  const keyParts = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, hashOf(value)]));
  return { key: hashOf(keyParts), keyParts };
}

/** Texts, drawings, pages and source hashes have parts of their own. */
function withoutIdentity(layer: Layer): unknown {
  if (layer.source.kind === 'composition') {
    const { layers, ...structure } = layer.source.graph;
    return { ...layer, source: { kind: 'composition', structure, layers: layers.map(withoutIdentity) } };
  }
  if (layer.source.kind === 'page') return { ...layer, source: { ...layer.source, page: null } };
  if (layer.source.kind === 'lottie') return { ...layer, source: { ...layer.source, lottie: null } };
  if (layer.source.kind === 'title') return { ...layer, source: { ...layer.source, title: null } };
  if ('raster' in layer.source) return { ...layer, source: layer.source.kind };
  const { sha256: _, ...source } = layer.source;
  return { ...layer, source };
}
