import type { MoveName, Part } from './titles/moves.ts';

/** What a style says beyond its plain keys; absent as long as it is not said. */
export interface TextLook {
  /** Pixels. */
  letterSpacing?: number;
  transform?: 'uppercase' | 'lowercase' | 'capitalize';
  /** Drawn smaller until it fits into maxWidth × maxHeight. */
  fit?: 'shrink';
  /** Pixels. */
  minSize?: number;
  maxHeight?: number;
  /** Where it lies in a box of maxHeight. */
  verticalAlign?: 'top' | 'middle' | 'bottom';
  /** The background's shape, pixels; paddings are the style's unless said. */
  plate?: { x: number | null; y: number | null; radius: number; around: 'box' | 'line' };
}

/** How a text comes and goes. `Ease` is the timeline's easing, which stands where this file is imported. */
export interface TextAnimation<Ease> {
  in: TextMovement<Ease> | null;
  out: TextMovement<Ease> | null;
}

export interface TextMovement<Ease> {
  type: MoveName;
  /** Seconds, for all its parts. */
  length: number;
  by: Part;
  easing: Ease;
  /** Pixels; null: the text's size. */
  distance: number | null;
}

/** Words that stand out while they are spoken. */
export interface Highlight {
  color: string | null;
  background: string | null;
  /** Pixels. */
  padding: number;
  radius: number;
  /** Words stay highlighted once they were. */
  keep: boolean;
  /** Seconds from the clip's start, by word; null: those of the captions, or evenly spread. */
  words: { start: number; end: number }[] | null;
}

/** A number that counts. */
export interface Counter<Ease> {
  from: number;
  to: number;
  decimals: number;
  prefix: string;
  suffix: string;
  /** Between thousands. */
  separator: string;
  easing: Ease;
  /** Seconds; null: the whole clip. */
  length: number | null;
}
