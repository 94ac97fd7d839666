import type { ShapeRaster } from '../raster-spec.ts';

/** How a layer's picture is cut out and outlined, after effects and before opacity. In pixels of the picture as it is drawn. */
export interface Framing {
  /** What is left is what all of them leave. */
  masks: Mask[];
  /** The line around the edge, of the picture's size; drawn beneath the picture, which `masks` end where it begins. */
  border: ShapeRaster | null;
  shadow: Shadow | null;
  /** Transparent pixels on all sides, even: room for the shadow. */
  margin: number;
}

/** A picture of what is left. `sigma`: of the blur that makes its edges soft. */
export type Mask = (
  | { kind: 'raster'; raster: ShapeRaster }
  | { kind: 'image'; sha256: string; demuxers: string; turn: 0 | 90 | 180 | 270; channel: 'luma' | 'alpha' }
) & { invert: boolean; sigma: number };

export interface Shadow {
  /** "#rrggbb" or "#rrggbbaa" */
  color: string;
  /** Standard deviation of the blur. */
  sigma: number;
  /** Whole pixels to the right and down. */
  x: number;
  y: number;
}

/** Pictures that a framing needs drawn. */
export const framingRasters = (framing: Framing | undefined): ShapeRaster[] => [
  ...(framing?.masks ?? []).flatMap((m) => (m.kind === 'raster' ? [m.raster] : [])),
  ...(framing?.border ? [framing.border] : []),
];
