/** What of a render's chunks is made and what is left, in seconds of a slot as they were forecast. */
export interface ChunkSeconds {
  chunksLeft: number;
  /** Begun and not finished. */
  running: number;
  secondsLeft: number;
  /** Of the chunk that has most left. */
  longestLeft: number;
  /** Of what has been made here, nothing from the cache. */
  secondsMade: number;
  /** On the clock, of the slots that made it; a chunk without a first frame counts from then on. */
  secondsSpent: number;
}

/** What was forecast when it was planned; null in renders of a build before it. */
export interface Outlook {
  slots: number | null;
  tailSeconds: number | null;
}

/** Of an average chunk, so much is believed as forecast before the render's own pace counts as much; seconds at least. */
const BELIEVED = { share: 0.25, least: 0.3 };
const TAIL = 1;

/** Seconds until a render's end: what its chunks have left, at the pace that its own have shown, on the slots that work on them; then its tail. */
export function timeLeft(chunks: ChunkSeconds, { slots, tailSeconds }: Outlook): number {
  const tail = tailSeconds ?? TAIL;
  if (chunks.chunksLeft === 0) return tail;
  const believed = Math.max(BELIEVED.least, (BELIEVED.share * chunks.secondsLeft) / chunks.chunksLeft);
  const pace = (believed + chunks.secondsSpent) / (believed + chunks.secondsMade);
  const lanes = Math.max(1, Math.min(chunks.chunksLeft, Math.max(slots ?? 1, chunks.running)));
  return pace * Math.max(chunks.secondsLeft / lanes, chunks.longestLeft) + tail;
}

/** Good news is believed within about this many seconds, bad news later. */
const SOONER = 2;
const LATER = 8;
/** What is later by less than this share, or by a second, is no news. */
const NO_NEWS = 0.1;
/** It is never said to be this much nearer than it is. */
const NEAREST = 0.5;

/**
 * What is told of it: counts down by itself, follows good news at once, and bad news only as far as it must.
 * @param told seconds left when it was told last; null: nothing was
 * @param passed seconds since then
 * @param left as it looks now
 */
export function smoothed(told: number | null, passed: number, left: number): number {
  if (told === null) return left;
  const due = Math.max(0, told - passed);
  const floor = left * NEAREST;
  if (left > due && left - due < Math.max(1, left * NO_NEWS)) return Math.max(due, floor);
  const weight = 1 - Math.exp(-passed / (left < due ? SOONER : LATER));
  return Math.max(due + (left - due) * weight, floor);
}
