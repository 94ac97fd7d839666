import { videoSeconds } from '../clip-length.ts';
import type { Rational, VideoProbe } from '../media.ts';
import { formatPath, type Problem } from '../problems.ts';
import { micros, reduce } from '../rate.ts';
import type { Path, VideoClip } from '../timeline.ts';
import type { VideoRead } from './graph.ts';
import type { Placed } from './place.ts';

/**
 * How a video's frames fall on the clip's frames, chosen by absolute source times so that no cut changes the choice.
 * Constant rate: clip frame k shows source frame zero + floor(k · den / num), num/den being canvas rate / (source rate · speed).
 */
interface Mapping {
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
  /** Frames of the source; null where only times count. */
  frames: number | null;
  /** Clip frames until the source is used up. */
  available: number;
}

function mappingOf(clip: VideoClip, video: VideoProbe, fps: Rational): Mapping {
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
    frames: constant ? video.frames : null,
    available,
  };
}

/** Problems of a video clip that its source cannot fill. Half a frame, and generated sources (nobody knows their length before), are let pass. */
export function checkSourceLength({ clip, start, end, media }: Placed<VideoClip>, fps: Rational): Problem[] {
  if (clip.freeze !== null) return checkFreeze(clip.path, clip.freeze, videoSeconds(media!));
  const { available } = mappingOf(clip, media!.probe.video!, fps);
  const length = end - start;
  const seconds = (frames: number) => Math.round((frames * fps.den * 1000) / fps.num) / 1000;
  if (available <= 0) {
    return [{ path: [...clip.path, 'trim'], code: 'SOURCE_TOO_SHORT', message: `Nothing of the source is left after ${clip.trim} s.` }];
  }
  if (available >= length - 1 || clip.onEnd !== 'error' || clip.src.kind === 'generated') return [];
  return [
    {
      path: [...clip.path, 'length'],
      code: 'SOURCE_TOO_SHORT',
      message: `${formatPath(clip.path)} lasts ${seconds(length)} s, but after the trim its source has ${seconds(available)} s.`,
      hint: 'Shorten the clip, or say what comes after the end: "onEnd": "freeze", "loop" or "black".',
    },
  ];
}

function checkFreeze(path: Path, second: number, seconds: number): Problem[] {
  if (second < seconds - 1e-6) return [];
  const message = `The source has no picture at ${second} s: it lasts ${Math.round(seconds * 1000) / 1000} s.`;
  return [{ path: [...path, 'freeze'], code: 'SOURCE_TOO_SHORT', message }];
}

/** Canvas frames a source second, or a source frame, takes in a frozen clip: the next picture never comes. */
const NEVER = 10_000_000;

/** The picture shown at a second of the source, held. */
function frozen(second: number, m: Mapping, frames: number): VideoRead {
  const common = { frames, blackFrom: null };
  if (m.frames === null) {
    const still = byTime({ ...m, trim: second, available: Number.POSITIVE_INFINITY }, 0, 1);
    return { ...common, ...still, hold: true, clock: { ...still.clock, pace: { num: NEVER, den: 1 } } };
  }
  const zero = Math.floor((second * m.rate.num) / m.rate.den + 1e-6);
  return { ...common, ...byNumber({ ...m, zero, num: NEVER, den: 1, available: NEVER }, 0, 1, m.frames), hold: true };
}

/** The reads that give clip frames k0 ≤ k < k1. */
export function readsOf({ clip, media }: Placed<VideoClip>, fps: Rational, k0: number, k1: number): VideoRead[] {
  if (clip.freeze !== null) return [frozen(clip.freeze, mappingOf(clip, media!.probe.video!, fps), k1 - k0)];
  const mapping = mappingOf(clip, media!.probe.video!, fps);
  if (clip.onEnd !== 'loop') return [readOf(mapping, k0, k1, clip.onEnd === 'black' ? 'black' : 'freeze')];
  const reads: VideoRead[] = [];
  for (let k = k0; k < k1; ) {
    const pass = Math.floor(k / mapping.available);
    const end = Math.min(k1, (pass + 1) * mapping.available);
    const offset = pass * mapping.available;
    reads.push(readOf(mapping, k - offset, end - offset, 'freeze'));
    k = end;
  }
  return reads;
}

function readOf(m: Mapping, k0: number, k1: number, onEnd: 'freeze' | 'black'): VideoRead {
  const blackFrom = onEnd === 'black' && k1 > m.available ? Math.max(0, m.available - k0) : null;
  const common = { frames: k1 - k0, blackFrom };
  return m.frames === null ? { ...common, ...byTime(m, k0, k1) } : { ...common, ...byNumber(m, k0, k1, m.frames) };
}

function byNumber(m: Mapping, k0: number, k1: number, sourceFrames: number) {
  const shown = (k: number) => m.zero + Math.floor((k * m.den) / m.num);
  const first = shown(Math.min(k0, m.available - 1)); // past the end the last frame is held
  const last = shown(Math.min(k1, m.available) - 1);
  const seconds = (frame: number) => m.start + (frame * m.rate.den) / m.rate.num;
  // Half a source frame early: whatever the container's clock rounds to, the first frame kept is `first`.
  const seek = first > 0 ? micros(seconds(first - 0.5)) : null;
  return {
    seek: seek === null ? null : seek / 1e6,
    // One frame more than is shown, so that the end of the last one is known.
    duration: (micros(seconds(last + 1.5)) - (seek ?? 0)) / 1e6,
    clock: { kind: 'frames' as const, rate: m.rate, start: m.start, zero: m.zero, num: m.num, den: m.den, origin: k0 },
    hold: last >= sourceFrames - 1,
  };
}

/** Without a constant rate the frame shown at a time may have begun long before: reading starts at a key frame well before, at a whole second. */
function byTime(m: Mapping, k0: number, k1: number) {
  const start = micros(m.start + m.trim) / 1e6;
  const from = Math.floor(start - m.margin + (Math.min(k0, m.available - 1) * m.pace.den) / m.pace.num);
  return {
    seek: from > 0 ? from : null,
    duration: null,
    clock: { kind: 'times' as const, start, origin: k0, ...(m.plain ? {} : { pace: m.pace }) },
    hold: k1 >= m.available - 1,
  };
}
