import type { PlanChunk } from '@workprint/timeline';

/** Chunks that are begun longest first: what twice two workers take. */
const LAST = 4;

/**
 * In which order chunks are begun: that of the timeline, so that the beginning is there first, but of the last ones the longest first, so that
 * workers side by side end at about the same time. Returns their indices.
 */
export const renderOrder = (chunks: readonly Pick<PlanChunk, 'index' | 'frames'>[]): number[] => {
  const last = chunks.slice(-LAST).sort((a, b) => b.frames - a.frames || a.index - b.index);
  return [...chunks.slice(0, -LAST), ...last].map((chunk) => chunk.index);
};
