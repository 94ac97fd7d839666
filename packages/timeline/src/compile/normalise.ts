import type { Rational, VideoProbe } from '../media.ts';
import type { Toolchain } from '../plan.ts';
import { reduce } from '../rate.ts';
import { normalisedProbe } from './pieces.ts';
import type { Placed } from './place.ts';
import { recipeOf } from './recipe.ts';

/** Clips whose sources cannot be cut as they are (interlaced, high dynamic range, backwards) show pieces that are made of them first. */
export function normaliseSources(placed: readonly Placed[], fps: Rational, toolchain: Toolchain): void {
  for (const p of placed) {
    normaliseSources(p.inner, fps, toolchain);
    const video = p.media?.probe.video;
    if (p.clip.type !== 'video' || !video) continue;
    const recipe = recipeOf(video, p.clip.reverse, !toolchain.noZscale);
    if (!recipe) continue;
    const constant = !video.variableFrameRate && video.frames !== null;
    const rate = constant ? reduce(video.frameRate) : fps;
    p.normalised = {
      sha256: p.media!.sha256,
      demuxers: p.demuxers,
      decoder: decoderOf(video),
      recipe,
      original: video,
      rate,
      frames: constant ? video.frames! : Math.max(1, Math.round((video.durationSeconds * rate.num) / rate.den)),
    };
    p.media = { ...p.media!, probe: { ...p.media!.probe, video: normalisedProbe(p.normalised) } };
  }
}

/** A decoder other than ffmpeg's first choice: its own for VP8 and VP9 leave transparency out. */
export const decoderOf = ({ hasAlpha, codec }: VideoProbe): string | null =>
  hasAlpha && (codec === 'vp8' || codec === 'vp9') ? `libvpx${codec === 'vp9' ? '-vp9' : ''}` : null;
