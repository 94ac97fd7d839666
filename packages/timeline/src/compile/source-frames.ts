import { videoSeconds } from '../clip-length.ts';
import type { Rational } from '../media.ts';
import { formatPath, type Problem } from '../problems.ts';
import type { Path, VideoClip } from '../timeline.ts';
import type { VideoRead } from './graph.ts';
import { byNumber, byTime, type Mapping, mappingOf } from './mapping.ts';
import { pieceReads, pieceStill } from './pieces.ts';
import type { Placed } from './place.ts';

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
function frozen({ normalised }: Placed<VideoClip>, second: number, m: Mapping, frames: number): VideoRead {
  const common = { frames, blackFrom: null };
  if (m.frames === null) {
    const still = byTime({ ...m, trim: second, available: Number.POSITIVE_INFINITY }, 0, 1);
    return { ...common, ...still, hold: true, clock: { ...still.clock, pace: { num: NEVER, den: 1 } } };
  }
  const zero = Math.floor((second * m.rate.num) / m.rate.den + 1e-6);
  if (normalised) return pieceStill(normalised, m, zero, frames, NEVER);
  return { ...common, ...byNumber({ ...m, zero, num: NEVER, den: 1, available: NEVER }, 0, 1, m.frames), hold: true };
}

/** The reads that give clip frames k0 ≤ k < k1. */
export function readsOf(placed: Placed<VideoClip>, fps: Rational, k0: number, k1: number): VideoRead[] {
  const { clip, media, start, end } = placed;
  const mapping = mappingOf(clip, media!.probe.video!, fps);
  if (clip.freeze !== null) return [frozen(placed, clip.freeze, mapping, k1 - k0)];
  const played = (from: number, to: number, onEnd: 'freeze' | 'black'): VideoRead[] =>
    placed.normalised
      ? pieceReads(placed.normalised, mapping, from, to, end - start, onEnd === 'black')
      : [readOf(mapping, from, to, onEnd)];
  if (clip.onEnd !== 'loop') return played(k0, k1, clip.onEnd === 'black' ? 'black' : 'freeze');
  const reads: VideoRead[] = [];
  for (let k = k0; k < k1; ) {
    const pass = Math.floor(k / mapping.available);
    const until = Math.min(k1, (pass + 1) * mapping.available);
    const offset = pass * mapping.available;
    reads.push(...played(k - offset, until - offset, 'freeze'));
    k = until;
  }
  return reads;
}

function readOf(m: Mapping, k0: number, k1: number, onEnd: 'freeze' | 'black'): VideoRead {
  const blackFrom = onEnd === 'black' && k1 > m.available ? Math.max(0, m.available - k0) : null;
  const common = { frames: k1 - k0, blackFrom };
  return m.frames === null ? { ...common, ...byTime(m, k0, k1) } : { ...common, ...byNumber(m, k0, k1, m.frames) };
}
