import type { Workshop } from '../command/workshop.ts';
import type { LayerEffect, Moving } from '../compile/graph.ts';
import type { Rational } from '../media.ts';
import type { VisualClip } from '../timeline.ts';
import type { Param } from './param.ts';

export type Values = LayerEffect['values'];
export type LookValue = Values[string];

/** Where an effect is drawn. */
export interface Stage {
  shop: Workshop;
  fps: Rational;
  /** Pixels of the picture; null: only who drew it knows. */
  size: { width: number; height: number } | null;
  /** YUVA instead of YUV. */
  alpha: boolean;
  /** Frames of the stream, and the clip's frame at its first. */
  frames: number;
  clipFrame: number;
}

/** An expression of an expression: what becomes of a sample, 16 to 235 (luma) or 240 (chroma), by the amount. */
export type Tone = (x: string, amount: string) => string;

/** A value that the amount moves evenly: what it is at 0, and how much more at 1. */
type Even = readonly [at0: number, by1: number];

/** The same as factors and sums, which are faster than tables where they move. */
export interface Linear {
  /** Luma steps that are added. */
  light?: Even;
  /** Factor of the distance from middle grey. */
  spread?: Even;
  /** Factor of the colour. */
  colour?: Even;
}

/** How it is drawn. A stream's label goes in and comes out; the picture stays as large as it is. */
export type Draw =
  /** Sample by sample: neighbours are drawn as one table. */
  | { by: 'table'; luma?: Tone; chroma?: Tone; linear?: Linear }
  /** With fixed numbers; keyframes of `amount` mix the pictures at the least and the greatest of them. */
  | { by: 'mix'; draw: (stage: Stage, stream: string, values: Values) => string }
  /** As the effect knows best, keyframes too. */
  | { by: 'itself'; draw: (stage: Stage, stream: string, values: Values) => string }
  /** Made once into the source's pieces, before anything else: it looks at several frames. */
  | { by: 'piece' };

/** One effect: all that is known of it. */
export interface Look {
  /** What it does, for people; ends without a full stop. */
  says: string;
  params: Record<string, Param>;
  draw: Draw;
  /** It draws other pictures as time goes by, also without keyframes. */
  timed?: true;
  /** It makes parts of the picture transparent. */
  clears?: true;
  /** It must know how many pixels the picture has: not for text. */
  sized?: true;
  /** Clips that can have it; all with a picture unless said. */
  clips?: readonly VisualClip['type'][];
}

export const isMoving = (value: LookValue | undefined): value is Moving => typeof value === 'object';
