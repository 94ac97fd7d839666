import { hashOf } from '../canonical.ts';
import type { CompositionSource, Layer } from '../compile/graph.ts';

/** The name a command's file goes by: what it is, never where. */
export const inputId = (source: Exclude<Layer['source'], CompositionSource>): string =>
  'raster' in source ? `raster-${hashOf(source.raster).slice(0, 32)}` : `source-${source.sha256}`;
