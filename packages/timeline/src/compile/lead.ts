import type { Rational } from '../media.ts';
import type { Cutting } from './cutting-actors.ts';
import { type Mapping, mappingOf } from './mapping.ts';

/** How a clip's own file is decoded; null: it shows none, or where decoding may begin is not known. */
function decodingOf({ placed: { clip, media, normalised, start }, hidden }: Cutting, fps: Rational): { m: Mapping; begins: number } | null {
  if (clip.type !== 'video' || clip.freeze !== null || normalised || !media?.probe.video?.avc) return null;
  const m = mappingOf(clip, media.probe.video, fps);
  return m.constant ? { m, begins: start - hidden } : null;
}

/** Frames of the source that a chunk beginning at this frame of the timeline decodes before the one it shows; 0: none, or nobody knows. */
export function leadAt(actor: Cutting, frame: number, fps: Rational): number {
  const decoding = decodingOf(actor, fps);
  if (!decoding) return 0;
  const { m, begins } = decoding;
  const shown = m.zero + Math.floor((Math.min(frame - begins, m.available - 1) * m.den) / m.num);
  return shown - (m.keyframes.findLast((key) => key <= shown) ?? 0);
}

/** Frames of the timeline from `low` to `high`, both included, at which a clip shows a key frame of its source for the first time. */
export function keyframesWithin(actor: Cutting, low: number, high: number, fps: Rational): number[] {
  const decoding = decodingOf(actor, fps);
  if (!decoding) return [];
  const { m, begins } = decoding;
  const end = begins + m.available;
  return m.keyframes
    .map((key) => begins + Math.ceil(((key - m.zero) * m.num) / m.den))
    .filter((frame) => frame >= low && frame <= high && frame < end && leadAt(actor, frame, fps) === 0);
}
