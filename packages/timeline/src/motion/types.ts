import type { EntranceType, LoopType } from './presets.ts';

/** "px" counts canvas pixels, "%" hundredths of the canvas' side. */
interface Length {
  value: number;
  unit: 'px' | '%';
}

/** How a clip comes, goes and what it does meanwhile. */
export interface Moves<Easing> {
  in: Entrance<Easing> | null;
  out: Entrance<Easing> | null;
  loop: Loop | null;
}

export interface Entrance<Easing> {
  type: EntranceType;
  /** Seconds. */
  length: number;
  /** null: the preset's own. */
  easing: Easing | null;
}

export interface Loop {
  type: LoopType;
  /** Seconds of one round. */
  length: number;
  /** Factor. */
  strength: number;
}

/** A smooth line through points, in the place of `position.x` and `position.y`. */
export interface MotionPath<Easing> {
  points: { x: Length; y: Length }[];
  /** From the last point on to the first. */
  closed: boolean;
  /** Seconds of the clip; null: to its end. */
  start: number;
  length: number | null;
  easing: Easing;
  /** Turned the way it goes. */
  orient: boolean;
}

/** Moves over the canvas; a clip sees of it as much as its depth. */
export interface Camera<Offset, Factor> {
  /** Of its middle from the canvas' middle. */
  x: Offset;
  y: Offset;
  zoom: Factor;
}

/** A part of the picture, whose shape is the frame's. */
export interface Viewpoint {
  /** Its middle, shares of the picture's sides, 0 to 1. */
  x: number;
  y: number;
  /** 1: as much as the frame holds. */
  zoom: number;
}

export interface KenBurns<Easing> {
  from: Viewpoint;
  to: Viewpoint;
  easing: Easing;
}

/** What every clip with a picture may have of these. */
export interface Moving<Easing> {
  motion?: Moves<Easing>;
  /** The key `path`. */
  along?: MotionPath<Easing>;
  /** How much the camera moves it: 0 not at all, 1 as much as the camera moves. */
  depth?: number;
}
