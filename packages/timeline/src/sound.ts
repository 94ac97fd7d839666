import type { Animated } from './animated.ts';

export interface Sound {
  /** Factor, 0.1 to 10 in thousandths. */
  speed: number;
  /** Played from the end of its section to the beginning. */
  reverse: boolean;
  /** The sound is as high at any speed. */
  keepPitch: boolean;
  /** Factor, 0 to 4. */
  volume: Animated;
  /** -1 (left) to 1 (right). */
  pan: Animated;
  /** Seconds. */
  fadeIn: number;
  fadeOut: number;
  fadeInCurve: FadeCurve;
  fadeOutCurve: FadeCurve;
  duck: Duck | null;
  /** Done to its sound before all else, in this order; absent: none. */
  audioEffects?: AudioEffect[];
}

/** A name of AUDIO_EFFECTS, the share of the sound that goes through it (0 to 1), and its own keys. */
export interface AudioEffect {
  type: string;
  mix: Animated;
  settings: Record<string, unknown>;
}

export type FadeCurve = 'linear' | 'exponential' | 'logarithmic' | 'sCurve' | 'equalPower';

export interface Duck {
  /** Id of the track that is to be heard. */
  under: string;
  /** dB, negative. */
  by: number;
  /** Only frequencies in between go down, Hz; absent: all do. */
  carve?: { from: number; to: number };
}
