import type { Rational } from '../media.ts';
import { frameAt, micros } from '../rate.ts';

/** A clip of the timeline to be, and where it came from. `length` absent: to the end of its source. */
export interface Draft {
  from: string;
  clip: { type: 'video' | 'image' | 'audio' | 'text'; start: number; length?: number } & Record<string, unknown>;
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

/** Spreads a layer's clips over as many tracks as overlaps need; what starts later lies on top. */
export function tracksOf(layer: Layer, fps: Rational): Draft[][] {
  const frame = (s: number) => frameAt(micros(s), fps);
  const end = (d: Draft) =>
    d.clip.length === undefined ? Number.POSITIVE_INFINITY : frameAt(micros(d.clip.start) + micros(d.clip.length), fps);
  const tracks: Draft[][] = [];
  for (const draft of [...layer.clips].sort((a, b) => a.clip.start - b.clip.start)) {
    const start = frame(draft.clip.start);
    // The first track above everything that this clip overlaps.
    const above = tracks.findLastIndex((track) => track.some((d) => end(d) > start && !crossFades(d, draft, fps)));
    const track = tracks[above + 1];
    if (track && !track.some((d) => end(d) > start && track.at(-1) !== d)) track.push(draft);
    else tracks.splice(above + 1, 0, [draft]);
  }
  return tracks;
}

/** Whether two clips overlap by exactly the first one's transition, as neighbours may. */
function crossFades(a: Draft, b: Draft, fps: Rational): boolean {
  const length = (a.clip.transitionOut as { length: number } | undefined)?.length;
  if (length === undefined || a.clip.length === undefined || b.clip.length === undefined || endOf(b) < endOf(a)) return false;
  const frame = (s: number) => frameAt(micros(s), fps);
  return Math.abs(frame(endOf(a)) - frame(b.clip.start) - frame(length)) <= 1;
}

/** A part of the canvas as the timeline writes it: 12.5 → "12.5%". */
export const percent = (value: number): string => `${Math.round(value * 1e4) / 1e4 || 0}%`;
