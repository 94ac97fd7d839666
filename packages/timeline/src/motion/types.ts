import type { Animated, Easing, Length } from '../timeline.ts';
import type { EntranceType, LoopType } from './presets.ts';

/** How a clip comes, goes and what it does meanwhile. */
export interface Moves {
  in: Entrance | null;
  out: Entrance | null;
  loop: Loop | null;
}

export interface Entrance {
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
export interface MotionPath {
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
export interface Camera {
  /** Offset of its middle from the canvas' middle. */
  x: Animated<Length>;
  y: Animated<Length>;
  /** Factor. */
  zoom: Animated;
}

/** A part of the picture, whose shape is the frame's. */
export interface Viewpoint {
  /** Its middle, shares of the picture's sides, 0 to 1. */
  x: number;
  y: number;
  /** 1: as much as the frame holds. */
  zoom: number;
}

export interface KenBurns {
  from: Viewpoint;
  to: Viewpoint;
  easing: Easing;
}

/** What every clip with a picture may have of these. */
export interface Moving {
  motion?: Moves;
  /** The key `path`. */
  along?: MotionPath;
  /** How much the camera moves it: 0 not at all, 1 as much as the camera moves. */
  depth?: number;
}
