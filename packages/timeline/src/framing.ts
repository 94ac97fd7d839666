/** "px" counts canvas pixels (of a crop: the source's), "%" hundredths of the side it is said of. */
export interface Length {
  value: number;
  unit: 'px' | '%';
}

/** How a clip's colours meet those beneath, as W3C Compositing and Blending 1 names and defines them. */
export const BLENDS = [
  ...(['normal', 'multiply', 'screen', 'overlay', 'darken', 'lighten', 'color-dodge', 'color-burn', 'hard-light', 'soft-light'] as const),
  ...(['difference', 'exclusion', 'plus-lighter'] as const),
] as const;
export type Blend = (typeof BLENDS)[number];

export type Flip = 'horizontal' | 'vertical' | 'both';

/** What is left out of a source's upright picture. */
export interface Crop {
  left: Length;
  top: Length;
  right: Length;
  bottom: Length;
}

export type MaskClip = (
  | {
      kind: 'image';
      assetId: string;
      /** null: alpha where the picture has transparency, else luma. */
      channel: 'luma' | 'alpha' | null;
    }
  | {
      kind: 'shape';
      shape: 'rectangle' | 'ellipse';
      /** The shape's middle on the picture. */
      x: Length;
      y: Length;
      width: Length;
      height: Length;
      /** Pixels, of a rectangle's corners. */
      radius: number;
    }
) & {
  invert: boolean;
  /** Pixels over which its edges are soft. */
  feather: number;
};

/** How a clip's picture is cut out, outlined and laid on what is beneath. What is absent changes nothing. */
export interface Framed {
  crop?: Crop;
  flip?: Flip;
  /** Radii: top left, top right, bottom right, bottom left; "%" of the shorter side. */
  corners?: [Length, Length, Length, Length];
  /** Inside the edge, pixels. */
  border?: { width: number; color: string };
  /** Pixels. */
  shadow?: { color: string; blur: number; x: number; y: number };
  mask?: MaskClip;
  /** Never "normal". */
  blend?: Exclude<Blend, 'normal'>;
}
