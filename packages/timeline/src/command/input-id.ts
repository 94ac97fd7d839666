import { hashOf } from '../canonical.ts';
import { type Framing, framingRasters } from '../compile/framed.ts';
import type { CompositionSource, Layer, VideoRead, VideoSource } from '../compile/graph.ts';
import type { CommandInput } from '../plan.ts';
import type { RasterSpec } from '../raster-spec.ts';

/** The name a command's file goes by: what it is, never where. */
export const inputId = (source: Exclude<Layer['source'], CompositionSource>): string =>
  source.kind === 'page' || source.kind === 'lottie' || source.kind === 'title'
    ? `${source.kind}-${hashOf(source).slice(0, 32)}`
    : 'raster' in source
      ? rasterId(source.raster)
      : imageId(source.sha256);

export const rasterId = (raster: RasterSpec): string => `raster-${hashOf(raster).slice(0, 32)}`;
export const imageId = (sha256: string): string => `source-${sha256}`;

/** The same for one read of a video. */
export const readId = ({ sha256 }: VideoSource, { piece }: VideoRead): string =>
  piece ? `piece-${hashOf(piece).slice(0, 32)}` : `source-${sha256}`;

/** What a framing reads. */
export const framingInputs = (framing: Framing | undefined): CommandInput[] => [
  ...framingRasters(framing).map((raster): CommandInput => ({ id: rasterId(raster), kind: 'raster', raster })),
  ...(framing?.masks ?? []).flatMap((m): CommandInput[] =>
    m.kind === 'image' ? [{ id: imageId(m.sha256), kind: 'source', sha256: m.sha256 }] : [],
  ),
];
