import { type GenerationRow, isTerminalGeneration } from '@workprint/projection';

/** What is left of the time it was reckoned to take; null: it has ended, or nobody knows. */
export function secondsLeft({ estimatedSeconds, createdAt, status }: GenerationRow): number | null {
  if (estimatedSeconds === null || isTerminalGeneration(status)) return null;
  return Math.max(0, estimatedSeconds - (Date.now() - createdAt.getTime()) / 1000);
}
