import type { ClipOrigin } from '../origins.ts';
import { type ClipPair, trackOf } from './match-clips.ts';

/** Seconds that two times may differ by and be the same. */
const SLACK = 1e-4;
export const sameTime = (a: number, b: number): boolean => Math.abs(a - b) < SLACK;

export const shiftOf = ({ a, b }: ClipPair): number => (sameTime(a.start, b.start) ? 0 : b.start - a.start);

/**
 * Pairs that begin at another time only because something before them was added, removed, or became longer or shorter (a ripple edit),
 * on their own track or on another.
 */
export function carriedPairs(before: readonly ClipOrigin[], after: readonly ClipOrigin[], pairs: readonly ClipPair[]): Set<ClipPair> {
  const byB = new Map(pairs.map((p) => [p.b, p]));
  const predecessors = predecessorsOf(before);
  const carried = new Set<ClipPair>();
  const moved: ClipPair[] = [];
  for (const track of tracksOf(after)) {
    track.forEach((b, i) => {
      const pair = byB.get(b);
      if (!pair || shiftOf(pair) === 0) return;
      const previous = i === 0 ? undefined : byB.get(track[i - 1]!);
      const neighbours = i === 0 ? !predecessors.has(pair.a) : previous !== undefined && predecessors.get(pair.a) === previous.a;
      if (b.follows || !neighbours || (previous && pushes(previous, carried, shiftOf(pair)))) carried.add(pair);
      else moved.push(pair);
    });
  }
  const ripples = [...carried];
  for (const pair of moved)
    if (ripples.some((r) => sameTime(shiftOf(r), shiftOf(pair)) && r.a.start <= pair.a.start + SLACK)) carried.add(pair);
  return carried;
}

/** Its end has moved just as far, and not because somebody moved it. */
const pushes = (previous: ClipPair, carried: ReadonlySet<ClipPair>, shift: number): boolean => {
  const end = previous.b.end - previous.a.end;
  return sameTime(end, shift) && (carried.has(previous) || !sameTime(end, shiftOf(previous)));
};

/** Clips by track, in order of time. */
function tracksOf(clips: readonly ClipOrigin[]): ClipOrigin[][] {
  const tracks = new Map<string, ClipOrigin[]>();
  for (const clip of clips) {
    const track = tracks.get(trackOf(clip.path)) ?? [];
    tracks.set(trackOf(clip.path), track);
    track.push(clip);
  }
  return [...tracks.values()].map((track) => track.sort((a, b) => a.start - b.start));
}

const predecessorsOf = (clips: readonly ClipOrigin[]): Map<ClipOrigin, ClipOrigin> =>
  new Map(tracksOf(clips).flatMap((track) => track.slice(1).map((clip, i): [ClipOrigin, ClipOrigin] => [clip, track[i]!])));
