import { hashOf } from '../canonical.ts';
import type { Rational } from '../media.ts';
import type { Actor } from './actor.ts';
import type { CopySpan } from './copy/spans.ts';
import { type Cutting, cuttingActors } from './cutting-actors.ts';
import { keyframesWithin, leadAt } from './lead.ts';

/** Seconds a chunk lasts at least and at most, and how far a long clip's own cuts lie apart. */
const MIN = 2;
const MAX = 6;
const STRIDE = 4;
/** What a cut about the middle of a stretch is a multiple of. */
const GRAIN = 0.5;
/** No chunk at the end is shorter than this, unless the whole is. */
const TAIL = 1;
/** An edge that ranks lowest among all within this many seconds on both sides is always a cut. */
const REACH = 3;

interface Edge {
  frame: number;
  /** From the content on both sides, never from the place, so that a ripple edit keeps the choice: least is decoded for nobody, then any order. */
  rank: string;
}

/**
 * First frames of all chunks after the first. Some edges of videos and images are cuts by themselves, whatever lies before them:
 * behind the next of these an edit can change nothing. Between two of them chunks are taken greedily from the left: each ends at
 * the edge that ranks lowest within 2–4 s, else 2–6 s; where there is none, at a multiple of 4 s of the clip that fills the picture, or rather at
 * the key frame of its source next to it. Where only 4–6 s are left, workers side by side end sooner with two chunks of it: cut about the middle,
 * if both sides keep 2 s.
 * Never inside a transition. Spans that are copied have their own cuts, what lies between them is cut as if nothing were around it.
 */
export function cutPlaces(scene: readonly Actor[], frames: number, fps: Rational, copied: readonly CopySpan[] = []): number[] {
  const f = (seconds: number) => Math.round((seconds * fps.num) / fps.den);
  const pictures = cuttingActors(scene);
  const free = outsideTransitions(pictures);
  const edges = edgesOf(pictures, frames, fps).filter((e) => free(e.frame));
  const lowest = (low: number, high: number): number | undefined =>
    edges.reduce<Edge | undefined>((best, e) => (e.frame >= low && e.frame <= high && (!best || e.rank < best.rank) ? e : best), undefined)
      ?.frame;
  const lastBefore = (end: number) => end - f(end === frames ? TAIL : MIN);

  const between = (begin: number, finish: number): number[] => {
    const places: number[] = [];
    const fixed = edges
      .filter((e) => e.frame >= begin + f(MIN) && e.frame <= lastBefore(finish) && ranksLowest(edges, e, f(REACH)))
      .map((e) => e.frame);
    for (const [i, start] of [begin, ...fixed].entries()) {
      if (i > 0) places.push(start);
      const end = fixed[i] ?? finish;
      const last = lastBefore(end);
      for (let from = start; end - from > f(STRIDE); ) {
        const [low, high] = [from + f(MIN), Math.min(from + f(MAX), last)];
        const edge = lowest(low, Math.min(high, from + f(STRIDE))) ?? lowest(low, high);
        const cut =
          edge ??
          (end - from > f(MAX)
            ? (insideClip(pictures, low, high, f(STRIDE), free, fps) ?? nextFree(low, last, free))
            : aboutMiddle(pictures, low, end - f(MIN), f(GRAIN), free, fps));
        if (cut === null) break;
        places.push(cut);
        from = cut;
      }
    }
    return places;
  };

  const starts = new Set<number>();
  let end = 0;
  for (const span of [...copied, { from: frames, to: frames, cuts: [] }]) {
    if (span.from > end) for (const place of [end, ...between(end, span.from)]) starts.add(place);
    for (const place of [span.from, ...span.cuts]) starts.add(place);
    end = span.to;
  }
  return [...starts].filter((place) => place > 0 && place < frames);
}

/** Of equal ranks the first one counts. */
function ranksLowest(edges: readonly Edge[], edge: Edge, reach: number): boolean {
  return edges.every(
    (e) => e === edge || Math.abs(e.frame - edge.frame) > reach || e.rank > edge.rank || (e.rank === edge.rank && e.frame > edge.frame),
  );
}

function edgesOf(pictures: readonly Cutting[], frames: number, fps: Rational): Edge[] {
  const candidates = new Map<number, string>();
  const add = (frame: number, rank: string) => {
    const before = candidates.get(frame);
    if (frame > 0 && frame < frames && (before === undefined || rank < before)) candidates.set(frame, rank);
  };
  pictures.forEach(({ placed }, i) => {
    // The clip and its neighbours on the track, by their sources: a changed volume or title moves no cut.
    const near = [pictures[i - 1], pictures[i], pictures[i + 1]].map((a) => (a?.placed.track === placed.track ? identity(a) : null));
    add(placed.start, hashOf(['start', near]));
    add(placed.end, hashOf(['end', near]));
  });
  const lead = (frame: number): string => {
    const cutThrough = pictures.filter(({ placed }) => placed.start < frame && frame < placed.end);
    return String(cutThrough.reduce((sum, actor) => sum + leadAt(actor, frame, fps), 0)).padStart(8, '0');
  };
  return [...candidates].map(([frame, rank]) => ({ frame, rank: lead(frame) + rank })).sort((a, b) => a.frame - b.frame);
}

const identity = ({ placed: { clip, media }, inner }: Actor): unknown =>
  clip.type === 'html'
    ? [clip.html, clip.css]
    : [inner ? cuttingActors(inner.scene).map(identity) : media?.sha256, 'trim' in clip ? clip.trim : 0];

/** The last multiple of the stride in the window, or the key frame next to it. */
function insideClip(
  pictures: readonly Cutting[],
  low: number,
  high: number,
  stride: number,
  free: (frame: number) => boolean,
  fps: Rational,
): number | null {
  const aim = multiples(pictures, low, high, stride).findLast(free) ?? null;
  return aim === null ? null : (nearest(keyframes(pictures, low, high, fps).filter(free), aim) ?? aim);
}

/** The key frame nearest to the middle of the window, else the multiple of the grain. */
function aboutMiddle(
  pictures: readonly Cutting[],
  low: number,
  high: number,
  grain: number,
  free: (frame: number) => boolean,
  fps: Rational,
): number | null {
  const middle = (low + high) / 2;
  return (
    nearest(keyframes(pictures, low, high, fps).filter(free), middle) ?? nearest(multiples(pictures, low, high, grain).filter(free), middle)
  );
}

/** Of two that are as near the first; null: there are none. */
function nearest(places: readonly number[], aim: number): number | null {
  return places.reduce<number | null>(
    (best, place) => (best === null || Math.abs(place - aim) < Math.abs(best - aim) ? place : best),
    null,
  );
}

/** Where the clip that fills the picture at the window's beginning shows key frames within the window. */
function keyframes(pictures: readonly Cutting[], low: number, high: number, fps: Rational): number[] {
  const filling = fillingAt(pictures, low);
  return filling ? keyframesWithin(filling, low, Math.min(high, filling.placed.end - 1), fps) : [];
}

/** Multiples of the step from the start of the clip that fills the picture at the window's beginning, within the window. */
function multiples(pictures: readonly Cutting[], low: number, high: number, step: number): number[] {
  const anchor = anchorAt(pictures, low);
  const first = anchor + Math.ceil((low - anchor) / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((high - first) / step) + 1) }, (_, i) => first + i * step);
}

function fillingAt(pictures: readonly Cutting[], frame: number): Cutting | undefined {
  const there = pictures.filter(({ placed }) => placed.start <= frame && frame < placed.end);
  return there.findLast((a) => a.geometry.placement === null) ?? there[0];
}

function anchorAt(pictures: readonly Cutting[], frame: number): number {
  const filling = fillingAt(pictures, frame);
  if (filling) return filling.placed.start;
  // Nothing is there: count from the last end on the left.
  return pictures.reduce((last, { placed }) => (placed.end <= frame ? Math.max(last, placed.end) : last), 0);
}

function nextFree(low: number, high: number, free: (frame: number) => boolean): number | null {
  for (let frame = low; frame <= high; frame++) if (free(frame)) return frame;
  return null;
}

/** Whether a frame may begin a chunk: no transition has begun before it and goes on. */
function outsideTransitions(pictures: readonly Actor[]): (frame: number) => boolean {
  const spans = pictures.flatMap(({ placed: p }) => {
    const list: [number, number][] = [];
    if (p.fadeIn) list.push([p.start, p.start + p.fadeIn.frames]);
    if (p.fadeOut) list.push([p.end - p.fadeOut.frames, p.end]);
    return list;
  });
  return (frame) => !spans.some(([from, to]) => from < frame && frame < to);
}
