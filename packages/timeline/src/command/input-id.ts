import { hashOf } from '../canonical.ts';
import type { Layer } from '../compile/graph.ts';

/** The name a command's file goes by: what it is, never where. */
export const inputId = ({ source }: Layer): string =>
  source.kind === 'page'
    ? `page-${hashOf(source).slice(0, 32)}`
    : 'raster' in source
      ? `raster-${hashOf(source.raster).slice(0, 32)}`
      : `source-${source.sha256}`;
