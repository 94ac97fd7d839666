import { canonicalJson } from '../canonical.ts';
import type { ClipOrigin } from '../origins.ts';

/** A clip of the earlier timeline and what has become of it. */
export interface ClipPair {
  a: ClipOrigin;
  b: ClipOrigin;
  /** They differ in their start at most. */
  alike: boolean;
}

/** Cells of the table of two lists' common subsequence; beyond it clips are taken in order. */
const LARGEST_TABLE = 2_000_000;
/** Pairs that are weighed against each other; beyond it only clips at the same path are the same. */
const MOST_WEIGHED = 250_000;

/** Which clips of two timelines are the same: first those that differ in nothing but their start, in order, then by what they have in common. */
export function matchClips(before: readonly ClipOrigin[], after: readonly ClipOrigin[]): ClipPair[] {
  const [as, bs] = [before.map(identity), after.map(identity)];
  const alike = inOrder(as, bs).map(([i, j]): ClipPair => ({ a: before[i]!, b: after[j]!, alike: true }));
  const known = new Set<ClipOrigin>(alike.flatMap((p) => [p.a, p.b]));
  return [...alike, ...weighed(before.filter(rest(known)), after.filter(rest(known)))];
}

const rest =
  (known: ReadonlySet<ClipOrigin>) =>
  (c: ClipOrigin): boolean =>
    !known.has(c);

const identity = ({ type, start, end, fills, source, said }: ClipOrigin): string => {
  const { src: _, ...own } = said;
  return canonicalJson([type, fills ? null : Math.round((end - start) * 1e4), source, own]);
};

/** Indices of the longest common subsequence. */
function inOrder(a: readonly string[], b: readonly string[]): [number, number][] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = common(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [
    ...Array.from({ length: head }, (_, i): [number, number] => [i, i]),
    ...middle.map(([i, j]): [number, number] => [i + head, j + head]),
    ...Array.from({ length: tail }, (_, i): [number, number] => [a.length - tail + i, b.length - tail + i]),
  ];
}

function common(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > LARGEST_TABLE) return taken(a, b);
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const skipped = Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : skipped;
    }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** The first of the same that is left. */
function taken(a: readonly string[], b: readonly string[]): [number, number][] {
  const free = new Map<string, number[]>();
  a.forEach((value, i) => {
    free.set(value, [...(free.get(value) ?? []), i]);
  });
  return b.flatMap((value, j): [number, number][] => {
    const i = free.get(value)?.shift();
    return i === undefined ? [] : [[i, j]];
  });
}

/** The pair with the most in common first; clips of other types, times and sources at other paths are not the same. */
function weighed(before: readonly ClipOrigin[], after: readonly ClipOrigin[]): ClipPair[] {
  const small = before.length * after.length <= MOST_WEIGHED;
  const byPath = new Map(before.map((a) => [a.path, a]));
  const candidates = after
    .flatMap((b) => (small ? before : [byPath.get(b.path)]).flatMap((a) => (a ? [{ a, b, weight: weight(a, b) }] : [])))
    .filter((c) => c.weight > 0)
    .sort((p, q) => q.weight - p.weight);
  const used = new Set<ClipOrigin>();
  return candidates.flatMap(({ a, b }): ClipPair[] => {
    if (used.has(a) || used.has(b)) return [];
    used.add(a).add(b);
    return [{ a, b, alike: false }];
  });
}

function weight(a: ClipOrigin, b: ClipOrigin): number {
  if (a.type !== b.type) return 0;
  const sameSource = a.source !== null && a.source === b.source;
  const overlap = a.start < b.end && b.start < a.end && trackOf(a.path) === trackOf(b.path);
  if (!sameSource && !overlap && a.path !== b.path) return 0;
  const names = Object.keys(b.said);
  const equal = names.filter((name) => a.said[name] === b.said[name]).length / Math.max(1, names.length);
  return (sameSource ? 2 : 0) + (overlap ? 1 : 0) + (a.path === b.path ? 0.5 : 0) + (a.start === b.start ? 0.5 : 0) + equal;
}

/** "tracks[0].clips[1]" stands on "tracks[0]", a nested clip on the inner timeline's track. */
export const trackOf = (path: string): string => path.slice(0, path.lastIndexOf('.'));
