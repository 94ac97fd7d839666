import { type Media, mediaOf } from './compile/media-of.ts';
import type { SourceMedia } from './media.ts';
import { micros, secondsOf } from './rate.ts';
import type { Clip, LottieClip, Timeline, TimelineClip } from './timeline.ts';

/**
 * Microseconds a clip lasts. A clip without a length plays to the end of its source; an audio clip without one never makes the
 * render longer than the other clips do, as long as there are others.
 */
export function resolveLength(clip: Clip, timeline: Timeline, media: Media): { us: number | null; known: boolean } {
  if (clip.length !== null) return { us: micros(clip.length), known: true };
  if (clip.type === 'timeline') return restOfTimeline(clip, media);
  const rest = restOfSource(clip, mediaOf(clip, media), media);
  if (clip.type !== 'audio' || rest.us === null) return rest;
  const others = timeline.tracks.flatMap((t) => t.clips).filter((c) => c.type !== 'audio' || c.length !== null);
  const lastEnd = Math.max(0, ...others.map((c) => micros(c.start) + (resolveLength(c, timeline, media).us ?? 0)));
  const left = lastEnd - micros(clip.start);
  return left > 0 && left < rest.us ? { us: left, known: true } : rest;
}

/** To the last end of the clips within. */
function restOfTimeline({ timeline, trim }: TimelineClip, media: Media): { us: number | null; known: boolean } {
  const ends = timeline.tracks
    .flatMap((t) => t.clips)
    .map((c) => {
      const { us, known } = resolveLength(c, timeline, media);
      return { us: us === null ? null : micros(c.start) + us, known: known && c.timing?.known !== false };
    });
  const last = Math.max(0, ...ends.map((e) => e.us ?? 0));
  const known = ends.every((e) => e.known);
  return { us: known || ends.every((e) => e.us !== null) ? Math.max(0, last - micros(trim)) : null, known };
}

/** One round. */
function restOfLottie({ file, speed }: LottieClip, { assets }: Media): { us: number | null; known: boolean } {
  const seconds = Object.hasOwn(assets, file) ? assets[file]!.probe.durationSeconds : null;
  return seconds === null ? { us: null, known: false } : { us: micros(seconds / speed), known: true };
}

function restOfSource(clip: Clip, source: SourceMedia | null, media: Media): { us: number | null; known: boolean } {
  if (clip.type === 'captions') return { us: null, known: clip.file === null };
  if (clip.type === 'lottie') return restOfLottie(clip, media);
  if (clip.type !== 'video' && clip.type !== 'audio') return { us: null, known: true };
  // Thousandths, so that the division is the only inexact step.
  const played = (seconds: number) =>
    Math.max(0, Math.round((1000 * (micros(seconds) - micros(clip.trim))) / Math.round(1000 * clip.speed)));
  if (!source) {
    const asked = clip.src.kind === 'generated' ? clip.src.input.length : undefined;
    return { us: typeof asked === 'number' ? played(asked) : null, known: false };
  }
  const seconds = clip.type === 'audio' ? (source.probe.audio?.durationSeconds ?? 0) : videoSeconds(source);
  return { us: played(seconds), known: true };
}

/** Seconds of picture: counted frames where the rate is constant. */
export function videoSeconds({ probe }: SourceMedia): number {
  const video = probe.video;
  if (!video) return 0;
  return video.frames !== null && !video.variableFrameRate ? secondsOf(video.frames, video.frameRate) : video.durationSeconds;
}
