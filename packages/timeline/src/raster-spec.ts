import type { Part } from './titles/moves.ts';
import type { Span } from './titles/words.ts';

/** A picture to be drawn once to a PNG. Equal specs give equal pixels. */
export type RasterSpec = TextRaster | FillRaster | ShapeRaster;

/** Transparent, cropped tight to its box. */
export interface TextRaster {
  kind: 'text';
  text: string;
  /** A shipped family, or fontOfFile(sha256). */
  font: string;
  weight: number;
  italic: boolean;
  /** Pixels. */
  size: number;
  /** "#rrggbb" or "#rrggbbaa". */
  color: string;
  align: 'left' | 'center' | 'right';
  /** Multiple of size. */
  lineHeight: number;
  /** Pixels; lines are wrapped at it. */
  maxWidth: number;
  background: string | null;
  /** Pixels around the text when there is a background. */
  padding: number;
  stroke: { color: string; width: number } | null;
  shadow: { color: string; blur: number; x: number; y: number } | null;
  /** Pixels after each letter; absent: 0. */
  letterSpacing?: number;
  /** Drawn smaller than `size`, until it fits in maxWidth × maxHeight without a word broken, never smaller than minSize. */
  shrink?: { minSize: number; maxHeight: number };
  /** The picture is at least so high; where in it the text lies. */
  room?: { height: number; align: 'top' | 'middle' | 'bottom' };
  /** How the background is cut, instead of by padding: pixels beside and above the text, around all of it or each line. */
  plate?: { x: number; y: number; radius: number; around: 'box' | 'line' };
  /** What is drawn on its own, since it moves on its own in other frames of the clip; absent: whole lines. */
  by?: Part;
  highlight?: {
    /** Where the words stand in the text. */
    spans: Span[];
    /** Which of them are highlighted. */
    active: number[];
    color: string | null;
    background: string | null;
    /** Pixels beside and above a word. */
    padding: number;
    radius: number;
  };
  /** Digits are all as wide as the widest, and the picture as wide as these would make it. */
  counting?: string[];
  /** Pixels of nothing around, for movements; even. */
  margin?: { x: number; y: number };
}

/** A picture of width × height pixels, filled. Points are pixels of it. */
export interface FillRaster {
  kind: 'fill';
  width: number;
  height: number;
  fill:
    | { kind: 'color'; color: string }
    | { kind: 'linear'; from: [number, number]; to: [number, number]; stops: { at: number; color: string }[] }
    | { kind: 'radial'; center: [number, number]; radius: number; stops: { at: number; color: string }[] };
}

/** A transparent picture of width × height pixels with the shape's box in its middle; the stroke lies inside the box. */
export interface ShapeRaster {
  kind: 'shape';
  width: number;
  height: number;
  shape: 'rectangle' | 'ellipse';
  box: { width: number; height: number };
  /** The box's middle; absent: the picture's. */
  center?: { x: number; y: number };
  radius: number;
  /** Top left, top right, bottom right, bottom left, where they differ; instead of `radius`. */
  radii?: [number, number, number, number];
  fill: string | null;
  stroke: { color: string; width: number } | null;
}
