import type { Easing } from '../animated.ts';
import type { Blend, Flip } from '../framing.ts';
import type { LottieSpec } from '../lottie-spec.ts';
import type { Rational } from '../media.ts';
import type { PageSpec } from '../page-spec.ts';
import type { RasterSpec } from '../raster-spec.ts';
import type { Anchor } from '../timeline.ts';
import type { TitleSpec } from '../titles/title-spec.ts';
import type { Coarse, TransitionType } from '../transitions/table.ts';
import type { Framing } from './framed.ts';
import type { MotionOf, ViewOf } from './motion/terms.ts';
import type { Recipe } from './recipe.ts';

/**
 * What a chunk draws, with all times relative to the chunk or the clip: equal graphs give equal frames wherever they stand
 * on the timeline. The key hashes it whole.
 */
export interface ChunkGraph {
  frames: number;
  canvas: { width: number; height: number; fps: Rational /** "#rrggbb" */; background: string /** Nothing is below. */; alpha?: true };
  layers: Layer[];
  /** The picture below, in order; lengths sum up to `frames`. */
  segments: Segment[];
  /** Over all segments, from below to above. */
  overlays: Overlay[];
}

/** A stretch with the same layers. */
export interface Segment {
  from: number;
  to: number;
  /** Index of the layer that fills the canvas, untouched; null: the background. */
  base: number | null;
  over: Overlay[];
}

export interface Overlay {
  layer: number;
  /** Multiplied: the clip's own opacity and its transitions. */
  opacity: Curve[];
  /** What transitions beside fades do to it; absent: nothing. */
  transitions?: TransitionEffect[];
}

export type TransitionEffect =
  /** A part of the picture is shown: that which the type's field says; `rest`: all but that. */
  | { kind: 'mask'; type: TransitionType; progress: Curve /** Share of the shorter side. */; softness: number; rest?: true }
  /** Away from its place by parts of the canvas, and grown around a point: shares of the picture. */
  | { kind: 'move'; x: Curve; y: Curve; width: Curve; height: Curve; hold: { x: number; y: number } }
  /** 0: as it is, 1: as coarse as it becomes. */
  | { kind: 'coarse'; look: Coarse; amount: Curve };

/** A value over clip frames: constant, or pieces that follow each other. */
export type Curve = number | CurvePiece[];
/** From `a` at clip frame `from` to `b` at `to`; the first and the last piece reach as far as they are asked. */
export interface CurvePiece {
  from: number;
  to: number;
  a: number;
  b: number;
  easing: Easing;
}

/** One clip within the chunk. */
export interface Layer {
  source: VideoSource | ImageSource | RasterSource | CompositionSource | PageSource | LottieSource | TitleSource;
  /** Chunk frames in which it is needed. */
  from: number;
  to: number;
  /** Clip frame shown at `from`; null when nothing about it changes with time. */
  origin: number | null;
  picture: Picture;
  /** How it lies on the canvas; null when it fills it exactly. */
  placement: Placement | null;
  /** Drawn on the picture in this order; absent: none. */
  effects?: LayerEffect[];
  /** They make parts of it transparent, whatever the picture is. */
  cleared?: true;
  framing?: Framing;
  /** How its colours meet those beneath; absent: it covers them. `rests`: throughout the clip, not only in this chunk. */
  blend?: { mode: Exclude<Blend, 'normal'>; rests: boolean };
}

/** Values by the names of the effect's keys; files by SHA-256. */
export interface LayerEffect {
  type: string;
  values: Record<string, number | string | Moving>;
}

/** A value with keyframes: over clip frames, and the least and the greatest of the clip's keyframes. */
export interface Moving {
  curve: Curve;
  low: number;
  high: number;
}

export interface VideoSource {
  kind: 'video';
  sha256: string;
  demuxers: string;
  /** A decoder other than ffmpeg's first choice (alpha of VP8 and VP9). */
  decoder: string | null;
  /** Stretches of the file, played one after the other (several only where it loops). */
  reads: VideoRead[];
}

export interface VideoRead {
  /** Seconds, for -ss; null: from the beginning. */
  seek: number | null;
  /** The seek finds the key frame that is shown first: all from there on is taken. */
  onKey?: true;
  /** Seconds, for -t; null: no limit. */
  duration: number | null;
  clock: SourceClock;
  /** Frames at the canvas' rate. */
  frames: number;
  /** The last picture may be held: the file ends here. */
  hold: boolean;
  /** From this frame of the read on the picture is black; null: never. */
  blackFrom: number | null;
  /** The normalised file it is read from, instead of the source's own. */
  piece?: Piece;
}

/** A stretch of a source, normalised by a recipe: a file of its own of constant rate, made once and cached. */
export interface Piece {
  sha256: string;
  demuxers: string;
  decoder: string | null;
  recipe: Recipe;
  rate: Rational;
  frames: number;
  /** How the frames are taken from the source: those of the piece, and `lead` before them that a filter must have seen. */
  read: VideoRead;
  lead: number;
}

/**
 * How source times become canvas frames.
 * frames: source frame j = round((t − start) · rate) is first shown at frame ceil((j − zero) · num / den) − origin.
 * times (variable frame rate): a frame at t is first shown at ceil((t − start) · canvas rate) − origin.
 */
export type SourceClock =
  | { kind: 'frames'; rate: Rational; start: number; zero: number; num: number; den: number; origin: number }
  | {
      kind: 'times';
      start: number;
      origin: number /** Canvas frames a source second takes, instead of the canvas' rate. */;
      pace?: Rational;
    };

export interface ImageSource {
  kind: 'image';
  sha256: string;
  demuxers: string;
}

/** text: of a size only who draws it knows; drawing: of the picture's size. */
export interface RasterSource {
  kind: 'text' | 'drawing';
  raster: RasterSpec;
}

/** A nested timeline, composed frame by frame; transparent where its canvas says so. */
export interface CompositionSource {
  kind: 'composition';
  graph: ChunkGraph;
}

/** All layers of a graph, those of its compositions among them. */
export const allLayers = (graph: ChunkGraph): Layer[] =>
  graph.layers.flatMap((l) => (l.source.kind === 'composition' ? [l, ...allLayers(l.source.graph)] : [l]));

/** Frames first ≤ k < first + frames of a page, counted in the clip; a still one has one. */
export interface PageSource {
  kind: 'page';
  page: PageSpec;
  first: number;
  frames: number;
}

/** Frames first ≤ k < first + frames of a Lottie animation, counted in the clip. */
export interface LottieSource {
  kind: 'lottie';
  lottie: LottieSpec;
  first: number;
  frames: number;
}

/** Frames first ≤ k < first + frames of a text that moves, counted in the clip. */
export interface TitleSource {
  kind: 'title';
  title: TitleSpec;
  first: number;
  frames: number;
}

export interface Picture {
  /** Degrees clockwise that the file asks for. */
  turn: 0 | 90 | 180 | 270;
  /** What is shown of the upright picture, parts of its sides; absent: all. */
  window?: { x: number; y: number; width: number; height: number } | undefined;
  /** After all else that is done to the picture itself. */
  flip?: Flip;
  /** Pixels after scaling, before the crop; null: as the file is, which the compiler does not know (text). */
  size: { width: number; height: number } | null;
  /** False when the file has that size already. */
  resize: boolean;
  crop: { x: number; y: number; width: number; height: number } | null;
  /** What is shown moves over the picture: as large as the crop, which says no place then. */
  view?: ViewOf<Curve>;
  /** Has transparency of its own. */
  alpha: boolean;
  /** From what it must be converted to BT.709 limited; null when it is that. */
  color: { matrix: string; range: 'tv' | 'pc' } | null;
}

export interface Placement {
  /** Canvas pixels of the anchor. */
  x: Curve;
  y: Curve;
  anchor: Anchor;
  /** Factor on top of the picture's size. */
  scale: Curve;
  /** The clip's scale has keyframes: drawn as growing even where it rests. */
  grows: boolean;
  /** The clip's rotation has keyframes: drawn as turning even where it rests. */
  spins: boolean;
  /** Degrees clockwise. */
  rotation: Curve;
  /** Beside all these. */
  motion?: MotionOf<Curve>;
}
