import type { PlanChunk } from '@workprint/timeline';

/** Of chunks that are watched while they are rendered, so many for each slot are begun longest first: the last ones. */
const LAST_PER_SLOT = 2;

/** What decides the order. Nothing of it touches a cut or a byte. */
interface Ordering {
  /** Chunks drawn at a time; at least 1. */
  slots: number;
  /** Whether somebody wants to watch from the beginning. */
  watched: boolean;
  /** How long a chunk will take, by its index. */
  seconds: (index: number) => number;
}

/**
 * In which order chunks are begun: that of the timeline where it is watched, so that the beginning is there first, but of the last ones the longest
 * first, so that workers side by side end at about the same time; longest first throughout where nobody watches. Returns their indices.
 */
export function renderOrder(chunks: readonly Pick<PlanChunk, 'index'>[], { slots, watched, seconds }: Ordering): number[] {
  const indices = chunks.map((chunk) => chunk.index);
  const inTime = watched ? Math.max(0, indices.length - LAST_PER_SLOT * slots) : 0;
  const last = indices.slice(inTime).map((index) => ({ index, seconds: seconds(index) }));
  last.sort((a, b) => b.seconds - a.seconds || a.index - b.index);
  return [...indices.slice(0, inTime), ...last.map((one) => one.index)];
}
