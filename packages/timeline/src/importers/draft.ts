import type { Rational } from '../media.ts';
import { frameAt, micros } from '../rate.ts';

/** A clip of the timeline to be, and where it came from. `length` absent: to the end of its source. */
export interface Draft {
  from: string;
  clip: { type: string; start: number; length?: number } & Record<string, unknown>;
}

/** Clips that belong on one track as far as their times allow. Later layers are on top. */
export interface Layer {
  kind: 'visual' | 'audio';
  /** Of the track, where others name it. */
  id?: string;
  clips: Draft[];
}

export const seconds = (value: number): number => Math.round(value * 1e6) / 1e6 || 0;

export const endOf = ({ clip }: Draft): number => clip.start + (clip.length ?? 0);

/** More than a timeline has: what comes then goes to the last one, and the timeline's own check refuses it. */
const MAX_TRACKS = 101;

interface Filling {
  drafts: Draft[];
  last: Draft;
  /** Frames: where the last clip ends, and the furthest end of all before it. */
  lastEnd: number;
  othersEnd: number;
}

/** Spreads a layer's clips over as many tracks as overlaps need; what starts later lies on top. */
export function tracksOf(layer: Layer, fps: Rational): Draft[][] {
  const tracks: Filling[] = [];
  for (const draft of [...layer.clips].sort((a, b) => a.clip.start - b.clip.start)) {
    const { start, length } = draft.clip;
    const from = frameAt(micros(start), fps);
    const to = length === undefined ? Number.POSITIVE_INFINITY : frameAt(micros(start) + micros(length), fps);
    const blocks = (t: Filling) => t.othersEnd > from || (t.lastEnd > from && !crossFades(t.last, draft, fps));
    const track = tracks[Math.min(tracks.findLastIndex(blocks) + 1, MAX_TRACKS)];
    if (!track) tracks.push({ drafts: [draft], last: draft, lastEnd: to, othersEnd: 0 });
    else {
      track.drafts.push(draft);
      Object.assign(track, { last: draft, lastEnd: to, othersEnd: Math.max(track.othersEnd, track.lastEnd) });
    }
  }
  return tracks.map((t) => t.drafts);
}

/** Whether two clips overlap by exactly the first one's transition, as neighbours may. */
function crossFades(a: Draft, b: Draft, fps: Rational): boolean {
  const length = (a.clip.transitionOut as { length: number } | undefined)?.length;
  if (length === undefined || a.clip.length === undefined || b.clip.length === undefined || endOf(b) < endOf(a)) return false;
  const frame = (s: number) => frameAt(micros(s), fps);
  return Math.abs(frame(endOf(a)) - frame(b.clip.start) - frame(length)) <= 1;
}

/** The greatest of any number of values, 0 when there are none. */
export const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

/** A part of the canvas as the timeline writes it: 12.5 → "12.5%". */
export const percent = (value: number): string => `${Math.round(value * 1e4) / 1e4 || 0}%`;
