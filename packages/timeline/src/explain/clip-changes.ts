import type { ClipOrigin } from '../origins.ts';
import { carriedPairs, sameTime, shiftOf } from './carried.ts';
import { type Change, clipAdded, clipChanged, clipRemoved, differing } from './changes.ts';
import { type ClipPair, matchClips, trackOf } from './match-clips.ts';

/** What happened to the clips of a timeline. */
export interface ClipChanges {
  /** By path in the later timeline. */
  later: Map<string, ClipFate>;
  /** By path in the earlier one. */
  earlier: Map<string, ClipFate>;
  /** All of it, in the order of the later timeline; removed clips last. */
  all: Change[];
}

export interface ClipFate {
  /** null: it was added. */
  a: ClipOrigin | null;
  /** null: it was removed. */
  b: ClipOrigin | null;
  /** That it was added or removed, or what of it changed; a start that only follows from another change is none. */
  changes: Change[];
  /** Seconds it begins later. */
  shift: number;
}

export function clipChanges(before: readonly ClipOrigin[], after: readonly ClipOrigin[]): ClipChanges {
  const pairs = matchClips(before, after);
  const carried = carriedPairs(before, after, pairs);
  const track = trackNames(pairs);
  const later = new Map<string, ClipFate>();
  const earlier = new Map<string, ClipFate>();
  for (const pair of pairs) {
    const fate = { a: pair.a, b: pair.b, changes: changesOf(pair, carried.has(pair), track), shift: shiftOf(pair) };
    later.set(pair.b.path, fate);
    earlier.set(pair.a.path, fate);
  }
  for (const b of after) if (!later.has(b.path)) later.set(b.path, { a: null, b, changes: [clipAdded(b.path, b.type)], shift: 0 });
  const removed = before.filter((a) => !earlier.has(a.path));
  for (const a of removed) earlier.set(a.path, { a, b: null, changes: [clipRemoved(a.path, a.type)], shift: 0 });
  const all = [...after.map((b) => later.get(b.path)!), ...removed.map((a) => earlier.get(a.path)!)].flatMap((fate) => fate.changes);
  return { later, earlier, all };
}

function changesOf({ a, b, alike }: ClipPair, carried: boolean, track: ReadonlyMap<string, string>): Change[] {
  const changes: Change[] = [];
  const time = (property: string, from: number, to: number) =>
    changes.push(clipChanged(b.path, property, { from: String(from), to: String(to) }));
  if (!alike)
    // Other ids of the same bytes are the same source.
    for (const [name, values] of differing(a.said, b.said))
      if (name !== 'src' || a.source === null || a.source !== b.source) changes.push(clipChanged(b.path, name, values));
  // A generation that was made anew.
  if (a.source !== b.source && a.said.src === b.said.src) changes.push(clipChanged(b.path, 'src', { from: a.source, to: b.source }));
  const [from, to] = [lengthOf(a), lengthOf(b)];
  // A length that follows from the source or from other clips is no change of its own.
  if (!sameTime(from, to) && !(a.fills && b.fills)) time('length', from, to);
  if (!sameTime(a.start, b.start) && !carried) time('start', a.start, b.start);
  const [was, is] = [trackOf(a.path), trackOf(b.path)];
  if ((track.get(was) ?? was) !== is) changes.push(clipChanged(b.path, 'track', { from: was, to: is }));
  return changes;
}

const lengthOf = ({ start, end }: ClipOrigin): number => Math.round((end - start) * 1e6) / 1e6;

/** What most clips of a track stand on now: a new track below moves no clip. */
function trackNames(pairs: readonly ClipPair[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { a, b } of pairs) {
    const of = counts.get(trackOf(a.path)) ?? new Map<string, number>();
    counts.set(trackOf(a.path), of);
    of.set(trackOf(b.path), (of.get(trackOf(b.path)) ?? 0) + 1);
  }
  return new Map([...counts].map(([was, of]) => [was, [...of].sort((p, q) => q[1] - p[1])[0]![0]]));
}
