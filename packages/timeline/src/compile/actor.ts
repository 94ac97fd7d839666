import type { VisualClip } from '../timeline.ts';
import type { Geometry } from './geometry.ts';
import type { Curve, LayerEffect } from './graph.ts';
import type { Placed } from './place.ts';
import type { Run } from './runs.ts';
import type { Spoken } from './title.ts';
import type { Span } from './transitions.ts';

/** A visual clip with everything about it that does not depend on chunks. */
export interface Actor {
  /** Of captions: one cue, as a text. */
  placed: Placed<VisualClip>;
  geometry: Geometry;
  opacity: Curve[];
  /** Frames in which a transition does more than fade it. */
  transitions: Span[];
  runs: Run[];
  /** Absent: none. */
  effects?: LayerEffect[];
  /** Of a nested timeline: what it shows, in frames of its own, from `trim` on. */
  inner?: { scene: Actor[]; trim: number };
  /** A stretch of a text that changes by itself: from frame `first` of all its `frames` on. */
  title?: { spoken: Spoken['words']; frames: number; first: number; moving: boolean };
}
