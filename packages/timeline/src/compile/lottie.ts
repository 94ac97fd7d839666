import type { LottieSpec } from '../lottie-spec.ts';
import type { Rational, SourceMedia } from '../media.ts';
import type { Problem } from '../problems.ts';
import type { LottieClip } from '../timeline.ts';
import type { Curve } from './graph.ts';
import type { Media } from './media-of.ts';

/** Longest side it is drawn with; what is asked beyond it is scaled up. */
const MAX_SIDE = 4096;

/** Its source. Where that is missing or is no Lottie it becomes a problem. */
export function lottieMedia(clip: LottieClip, { assets }: Media, problems: Problem[]): SourceMedia | null {
  const media = Object.hasOwn(assets, clip.file) ? assets[clip.file]! : null;
  const add = (code: string, message: string, hint: string): null => {
    problems.push({ path: [...clip.path, 'src'], code, message, hint });
    return null;
  };
  if (!media)
    return add('ASSET_NOT_FOUND', `There is no asset ${clip.file} in this workspace.`, 'Use the id of an asset of this workspace.');
  if (media.probe.lottie) return media;
  const message = `A Lottie animation is expected, not a source of kind "${media.probe.kind}".`;
  return add('WRONG_KIND', message, 'Upload the JSON that the Bodymovin plugin or a Lottie editor writes.');
}

/** How many times its size at scale 1 it is drawn, so that it stays sharp at its largest. */
export function lottieFactor(scale: Curve, { width, height }: { width: number; height: number }): number {
  const largest = typeof scale === 'number' ? scale : Math.max(...scale.flatMap((p) => [p.a, p.b]));
  return Math.min(largest, MAX_SIDE / Math.max(width, height));
}

export const lottieSpec = (
  clip: LottieClip,
  { sha256 }: SourceMedia,
  size: { width: number; height: number },
  fps: Rational,
): LottieSpec => ({
  sha256,
  ...{ width: size.width, height: size.height },
  fps,
  speed: clip.speed,
  loop: clip.loop,
});
