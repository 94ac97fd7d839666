import type { Rational } from './media.ts';

/** A Lottie animation to be drawn, frame by frame. Equal specs give equal pixels. */
export interface LottieSpec {
  /** Of its file. */
  sha256: string;
  /** Pixels, even: as large as it is shown. */
  width: number;
  height: number;
  /** Frames of the canvas. */
  fps: Rational;
  /** Factor. */
  speed: number;
  /** From the beginning again when it has ended; else its last frame stays. */
  loop: boolean;
}

/** What of an animation a clip shows. */
export interface LottieShown {
  /** Asset. */
  file: string;
  loop: boolean;
  /** Factor, 0.1 to 10 in thousandths. */
  speed: number;
}
