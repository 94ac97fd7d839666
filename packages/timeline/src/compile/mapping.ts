import type { Rational, VideoProbe } from '../media.ts';
import { micros, reduce } from '../rate.ts';
import type { VideoClip } from '../timeline.ts';

/**
 * How a video's frames fall on the clip's frames, chosen by absolute source times so that no cut changes the choice.
 * Constant rate: clip frame k shows source frame zero + floor(k · den / num), num/den being canvas rate / (source rate · speed).
 */
export interface Mapping {
  constant: boolean;
  rate: Rational;
  /** Seconds from the container's start to the first frame. */
  start: number;
  /** Source frame at clip frame 0. */
  zero: number;
  num: number;
  den: number;
  trim: number;
  /** Clip frames a source second takes. */
  pace: Rational;
  /** At the speed of the source. */
  plain: boolean;
  /** Seconds read before a frame of a variable rate, so that its key frame is found: containers seek by decoding times. */
  margin: number;
  /** Frames of the source that decoding may begin with, rising; empty: not known. */
  keyframes: readonly number[];
  /** Frames of the source; null where only times count. */
  frames: number | null;
  /** Clip frames until the source is used up. */
  available: number;
}

export function mappingOf(clip: Pick<VideoClip, 'speed' | 'trim'>, video: VideoProbe, fps: Rational): Mapping {
  const rate = reduce(video.frameRate);
  const thousandths = Math.round(clip.speed * 1000);
  const pace = reduce({ num: fps.num * 1000, den: fps.den * thousandths });
  const { num, den } = reduce({ num: pace.num * rate.den, den: pace.den * rate.num });
  const constant = !video.variableFrameRate && video.frames !== null;
  const zero = Math.round((clip.trim * rate.num) / rate.den);
  const available = constant
    ? Math.max(0, Math.ceil(((video.frames! - zero) * num) / den))
    : Math.max(0, Math.round(((video.durationSeconds - clip.trim) * pace.num) / pace.den));
  return {
    constant,
    rate,
    start: video.startSeconds,
    zero,
    num,
    den,
    trim: clip.trim,
    margin: 1 + (video.longestFrameSeconds ?? 3) * (1 + video.reorderDepth),
    pace,
    plain: thousandths === 1000,
    keyframes: video.avc?.keyframes ?? [],
    frames: constant ? video.frames : null,
    available,
  };
}

/** Where clip frames k0 ≤ k < k1 are read in a source of constant rate. */
export function byNumber(m: Mapping, k0: number, k1: number, sourceFrames: number) {
  const shown = (k: number) => m.zero + Math.floor((k * m.den) / m.num);
  const first = shown(Math.min(k0, m.available - 1)); // past the end the last frame is held
  const last = shown(Math.min(k1, m.available) - 1);
  const seconds = (frame: number) => m.start + (frame * m.rate.den) / m.rate.num;
  // Half a source frame early: whatever the container's clock rounds to, the first frame kept is `first`. Before a key frame that would be the
  // group of pictures before it, decoded for nobody: a little behind it ffmpeg begins with the key frame itself, and nothing is dropped by its time.
  const onKey = first > 0 && m.keyframes.includes(first);
  const seek = first > 0 ? micros(seconds(onKey ? first + 0.25 : first - 0.5)) : null;
  return {
    seek: seek === null ? null : seek / 1e6,
    ...(onKey ? { onKey: true as const } : {}),
    // One frame more than is shown, so that the end of the last one is known.
    duration: (micros(seconds(last + 1.5)) - (seek ?? 0)) / 1e6,
    clock: { kind: 'frames' as const, rate: m.rate, start: m.start, zero: m.zero, num: m.num, den: m.den, origin: k0 },
    hold: last >= sourceFrames - 1,
  };
}

/** Without a constant rate the frame shown at a time may have begun long before: reading starts at a key frame well before, at a whole second. */
export function byTime(m: Mapping, k0: number, k1: number) {
  const start = micros(m.start + m.trim) / 1e6;
  const from = Math.floor(start - m.margin + (Math.min(k0, m.available - 1) * m.pace.den) / m.pace.num);
  return {
    seek: from > 0 ? from : null,
    duration: null,
    clock: { kind: 'times' as const, start, origin: k0, ...(m.plain ? {} : { pace: m.pace }) },
    hold: k1 >= m.available - 1,
  };
}
