import { hashOf } from '../canonical.ts';
import type { CompositionSource, Layer, VideoRead, VideoSource } from '../compile/graph.ts';

/** The name a command's file goes by: what it is, never where. */
export const inputId = (source: Exclude<Layer['source'], CompositionSource>): string =>
  source.kind === 'page' || source.kind === 'title'
    ? `${source.kind}-${hashOf(source).slice(0, 32)}`
    : 'raster' in source
      ? `raster-${hashOf(source.raster).slice(0, 32)}`
      : `source-${source.sha256}`;

/** The same for one read of a video. */
export const readId = ({ sha256 }: VideoSource, { piece }: VideoRead): string =>
  piece ? `piece-${hashOf(piece).slice(0, 32)}` : `source-${sha256}`;
