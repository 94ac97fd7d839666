import { open, readFile } from 'node:fs/promises';
import { createCanvas, LottieAnimation } from '@napi-rs/canvas';
import type { LottieSpec } from '@workprint/timeline';

/** Opens a checked animation. It has no folder: nothing beside its own text is ever read. Throws when the canvas cannot read it. */
export const openLottie = (text: string): LottieAnimation => LottieAnimation.loadFromData(text);

export interface LottieShot {
  lottie: LottieSpec;
  /** Frames wanted: first ≤ k < first + frames of the clip. */
  first: number;
  frames: number;
  /** The animation's file. */
  file: string;
  /** The pictures, one PNG behind the other. */
  output: string;
  signal?: AbortSignal;
}

/** Draws frames of an animation on nothing. Frame k is the same whichever frames are wanted. */
export const drawLottie = async ({ lottie, first, frames, file, output, signal }: LottieShot): Promise<void> => {
  const animation = openLottie(await readFile(file, 'utf8'));
  const canvas = createCanvas(lottie.width, lottie.height);
  const context = canvas.getContext('2d');
  const handle = await open(output, 'w');
  try {
    for (let k = first; k < first + frames; k++) {
      signal?.throwIfAborted();
      animation.seekFrame(frameAt(lottie, animation, k));
      context.clearRect(0, 0, lottie.width, lottie.height);
      animation.render(context, { x: 0, y: 0, width: lottie.width, height: lottie.height });
      await handle.write(await canvas.encode('png'));
    }
  } finally {
    await handle.close();
  }
};

/** The animation's frame, whole or between two, at the clip's frame k. */
export const frameAt = (
  { fps, speed, loop }: Pick<LottieSpec, 'fps' | 'speed' | 'loop'>,
  animation: Pick<LottieAnimation, 'fps' | 'frames'>,
  k: number,
): number => {
  // Millionths of a frame: a round must not begin a hair late.
  const frame = Math.round(((k * fps.den) / fps.num) * speed * animation.fps * 1e6) / 1e6;
  return loop ? frame % animation.frames : Math.min(frame, Math.max(0, animation.frames - 1));
};
