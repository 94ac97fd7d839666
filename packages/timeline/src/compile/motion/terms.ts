import type { Channel } from '../../motion/presets.ts';

/** Goes round for ever: mean + by · sin(2π(k / frames + turn)) at clip frame k. */
export interface Wave {
  mean: number;
  by: number;
  frames: number;
  turn: number;
}

/**
 * What moves a picture beside its keyframes, over clip frames. Sums: x, y (canvas pixels), rotation (degrees). Products: scale, width.
 * left, right, top, bottom: how far it is on the way beyond that edge of the stage, 0 to 1; one after the other.
 */
export interface MotionOf<Curve> {
  terms: Partial<Record<Exclude<Channel, 'opacity'>, (Curve | Wave)[]>>;
  /** The canvas it moves on. */
  stage: { width: number; height: number };
  camera?: { x: Curve; y: Curve; zoom: Curve; depth: number };
  /** Degrees it turns by at most, to either side; absent: by any. */
  reach?: number;
  /** Pixels around the picture that its frame has for a shadow. */
  margin?: number;
  /** Drawn between pixels. */
  smooth?: true;
}

/** A part of the picture that is shown in the place of all of it, over clip frames. */
export interface ViewOf<Curve> {
  /** Pixels of the sized picture: the upper left corner and the sides. */
  left: Curve;
  top: Curve;
  width: Curve;
  height: Curve;
  /** What is cut out of the picture before it is moved between pixels, even. */
  area: { width: number; height: number };
}
