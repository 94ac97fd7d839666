import { denoiseOf, stabilizeOf } from '../effects/pieces.ts';
import type { Rational, VideoProbe } from '../media.ts';
import type { Toolchain } from '../plan.ts';
import { reduce } from '../rate.ts';
import { type Normalised, normalisedProbe } from './pieces.ts';
import type { Placed } from './place.ts';
import { type Recipe, recipeOf } from './recipe.ts';
import { smallOf } from './small.ts';

/**
 * Clips whose sources cannot be cut as they are (interlaced, high dynamic range, backwards, with effects that look at several frames) show pieces that are made of them first.
 * @param draft clips show small pieces of large sources
 */
export function normaliseSources(placed: readonly Placed[], fps: Rational, toolchain: Toolchain, draft: boolean): void {
  for (const p of placed) {
    normaliseSources(p.inner, fps, toolchain, draft);
    const video = p.media?.probe.video;
    if (p.clip.type !== 'video' || !video) continue;
    // Shown as large as it is, a small source would be another picture.
    const small = draft && p.clip.fit !== 'none' ? smallOf(video) : null;
    const wanted = { reverse: p.clip.reverse, zscale: !toolchain.noZscale, vidstab: !toolchain.noVidstab, small };
    const recipe = recipeOf(video, { ...wanted, denoise: denoiseOf(p.clip), stabilize: stabilizeOf(p.clip) });
    if (!recipe) continue;
    p.normalised = normalised({ sha256: p.media!.sha256, demuxers: p.demuxers }, video, recipe, fps);
    p.media = { ...p.media!, probe: { ...p.media!.probe, video: normalisedProbe(p.normalised) } };
  }
}

/** @param fps of the canvas: the rate of what has none of its own */
export function normalised(file: Pick<Normalised, 'sha256' | 'demuxers'>, video: VideoProbe, recipe: Recipe, fps: Rational): Normalised {
  const constant = !video.variableFrameRate && video.frames !== null;
  const rate = constant ? reduce(video.frameRate) : fps;
  const frames = constant ? video.frames! : Math.max(1, Math.round((video.durationSeconds * rate.num) / rate.den));
  return { ...file, decoder: decoderOf(video), recipe, original: video, rate, frames };
}

/** A decoder other than ffmpeg's first choice: its own for VP8 and VP9 leave transparency out. */
export const decoderOf = ({ hasAlpha, codec }: VideoProbe): string | null =>
  hasAlpha && (codec === 'vp8' || codec === 'vp9') ? `libvpx${codec === 'vp9' ? '-vp9' : ''}` : null;
