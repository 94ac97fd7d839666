import type { Curve } from './graph.ts';

/** The whole mix: lanes are summed; within a lane the parts follow each other. Samples at 48 kHz, stereo. */
export interface AudioGraph {
  samples: number;
  lanes: AudioLane[];
}

export interface AudioLane {
  parts: AudioPart[];
}

export interface AudioPart {
  /** null: a nested timeline's mix. */
  sha256: string | null;
  demuxers: string;
  /** Of a nested timeline: its own clips, mixed before anything else here is done. */
  mix?: AudioGraph;
  /** First sample on the timeline. */
  start: number;
  samples: number;
  /** Whole seconds, for -ss; null: from the beginning. */
  seek: number | null;
  /** Samples dropped after the seek; negative: silence before the source begins. */
  skip: number;
  /** One channel, heard on both sides as loud as it is. */
  mono?: true;
  /** Played faster or slower: thousandths of the speed, 100 to 10,000; absent: as it is. */
  speed?: { thousandths: number; keepPitch: boolean };
  /** Played backwards: samples of the section, at the speed of the source. */
  reverse?: number;
  /** Samples of one pass where it loops; null: played once, silence after its end. */
  loop: number | null;
  /** Done to it one after the other, before the gains; absent: none. */
  effects?: SoundEffect[];
  /** Samples it goes on sounding after its end; absent: none. */
  tail?: number;
  carve?: Carve;
  /** Gains that are multiplied; samples are counted from the part's start. */
  gains: Gain[];
  /** -1 to 1, a curve over the part's samples; absent: in the middle. */
  pan?: Curve;
  /** Fades, sample exact. */
  fades: Fade[];
}

/** A factor, or a curve over the part's samples. */
export type Gain = Curve;

export interface Fade {
  type: 'in' | 'out';
  start: number;
  samples: number;
  /** afade's name: linear, equal power (cross-fades) and others. */
  curve: 'tri' | 'exp' | 'log' | 'hsin' | 'qsin';
}

export interface SoundEffect {
  /** A name of AUDIO_EFFECTS. */
  type: string;
  /** Share of the sound with the effect, 0 to 1. */
  mix: Curve;
  /** Curves over the part's samples in place of keyframes. */
  settings: Record<string, unknown>;
}

/** A band of frequencies that is quieter where a voice sounds. */
export interface Carve {
  gain: Curve;
  /** Hz; half an octave beyond, nothing is quieter. */
  from: number;
  to: number;
}
