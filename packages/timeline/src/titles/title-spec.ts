import type { Easing } from '../animated.ts';
import type { TextRaster } from '../raster-spec.ts';
import type { Counter } from '../text-look.ts';
import type { MoveName, Part } from './moves.ts';

/** A text that changes while it is shown. Equal specs give equal pixels in each frame. */
export interface TitleSpec {
  /** As it rests; `{counter}` still stands in a counting one. */
  text: TextRaster;
  /** Of the whole clip. */
  frames: number;
  in: Movement | null;
  out: Movement | null;
  counter: Counting | null;
  /** Words are highlighted from frame `from` to `to` (exclusive), in order. */
  spoken: { from: number; to: number; word: number }[];
}

export interface Movement {
  type: MoveName;
  frames: number;
  by: Part;
  easing: Easing;
  /** Pixels. */
  distance: number;
}

export interface Counting extends Omit<Counter<Easing>, 'length'> {
  /** It arrives with the last of these. */
  frames: number;
}
