import type { Rational } from './media.ts';
import type { Toolchain } from './plan.ts';

/** What a person calls the things in a plan. Nothing is made from it: it only says why two plans' keys differ. */
export interface PlanOrigins {
  toolchain: Toolchain;
  /** As the timeline says, whatever an output makes of it. */
  canvas: { width: number; height: number; fps: Rational; background: string };
  /** Those of nested timelines after the clip they stand in. */
  clips: ClipOrigin[];
  /** By chunk of the plan: which clip each layer of its graph is. */
  layers: LayerOrigin[][];
  /** Which clip each part of the sound is: lane after lane. */
  sounds: LayerOrigin[];
}

/** A clip as it was compiled. */
export interface ClipOrigin {
  /** "tracks[0].clips[1]" */
  path: string;
  type: string;
  /** Seconds of the timeline it stands in. */
  start: number;
  end: number;
  /** Its start follows from the clip before it ("after"). */
  follows: boolean;
  /** Its length follows from other clips, or from its source. */
  fills: boolean;
  /** Hex SHA-256 of the file it shows or plays; null: none. */
  source: string | null;
  /** What the document says of it but its times, by name ("style.color"): canonical JSON; long values end in "…" and a hash. */
  said: Record<string, string>;
}

export interface LayerOrigin {
  /** The clip's path. */
  clip: string;
  /** Of a nested timeline: which clips its own layers or parts are. */
  inner?: LayerOrigin[];
}
