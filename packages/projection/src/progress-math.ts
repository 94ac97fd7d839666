import { type ChunkSeconds, smoothed, timeLeft } from './eta.ts';
import type { RenderProgress } from './generated/client.ts';

export interface ChunkCounts extends ChunkSeconds {
  framesDone: number;
  /** Frames that were in the cache: they say nothing about speed. */
  framesReused: number;
  chunksDone: number;
  chunksReused: number;
}

/** Percent on entering a stage. Between RENDERING and ASSEMBLING the frames decide. */
export const STAGE_PERCENT: Partial<Record<string, number>> = {
  PLANNING: 1,
  GENERATING: 2,
  RENDERING: 5,
  ASSEMBLING: 92,
  PUBLISHING: 97,
  COMPLETED: 100,
};
const FRAMES_FROM = 5;
const FRAMES_TO = 90;
/** Rates are averages over about this many seconds. */
const SMOOTHING_SECONDS = 8;

type Advance = Pick<
  RenderProgress,
  'percent' | 'framesDone' | 'chunksDone' | 'chunksReused' | 'fps' | 'speed' | 'etaSeconds' | 'updatedAt'
>;

type Planned = Pick<RenderProgress, 'percent' | 'framesTotal' | 'framesDone' | 'chunksDone' | 'chunksReused'>;

/** Progress when the first plan is there. */
export const begin = (before: RenderProgress, counts: ChunkCounts, plan: { framesTotal: number; chunksReused: number }): Planned => ({
  percent: Math.max(before.percent, FRAMES_FROM),
  framesTotal: plan.framesTotal,
  framesDone: Math.max(before.framesDone, Math.min(plan.framesTotal, counts.framesDone)),
  chunksDone: counts.chunksDone,
  chunksReused: Math.max(counts.chunksReused, plan.chunksReused),
});

/**
 * Progress when an amended render is planned: where the new film stands, which may be less far. Of what was cached, only what was there
 * before this render is reused.
 */
export const planAnew = (counts: ChunkCounts, framesTotal: number): Planned => {
  const framesDone = Math.min(framesTotal, counts.framesDone);
  return {
    percent: percentOf(framesDone, framesTotal),
    framesTotal,
    framesDone,
    chunksDone: counts.chunksDone,
    chunksReused: counts.chunksReused,
  };
};

const percentOf = (framesDone: number, total: number): number =>
  FRAMES_FROM + (FRAMES_TO - FRAMES_FROM) * (total > 0 ? framesDone / total : 0);

/** What of a render's progress the next report goes on from. */
export type Before = Pick<
  RenderProgress,
  'percent' | 'framesTotal' | 'framesDone' | 'fps' | 'etaSeconds' | 'slots' | 'tailSeconds' | 'renderingAt' | 'updatedAt'
>;

/** Progress after a report. Percent and framesDone never fall; the rate is a moving average; the time left is timeLeft, smoothed. */
export function advance(before: Before, counts: ChunkCounts, at: { now: Date; durationSeconds: number | null }): Advance {
  const total = before.framesTotal;
  const framesDone = Math.max(before.framesDone, Math.min(total, counts.framesDone));
  const percent = Math.max(before.percent, percentOf(framesDone, total));

  const elapsed = before.renderingAt ? (at.now.getTime() - before.renderingAt.getTime()) / 1000 : 0;
  const passed = Math.max(0, (at.now.getTime() - before.updatedAt.getTime()) / 1000);
  const weight = 1 - Math.exp(-passed / SMOOTHING_SECONDS);
  const average = elapsed > 0 ? Math.max(0, framesDone - counts.framesReused) / elapsed : 0;
  const recent = passed > 0 ? (framesDone - before.framesDone) / passed : 0;
  const rate = before.fps === null ? average : before.fps + (recent - before.fps) * weight;
  const fps = rate > 0 ? rate : null;

  const etaSeconds = smoothed(before.etaSeconds, passed, timeLeft(counts, before));
  const speed = fps && at.durationSeconds && total > 0 ? (fps * at.durationSeconds) / total : null;
  return {
    percent,
    framesDone,
    chunksDone: counts.chunksDone,
    chunksReused: counts.chunksReused,
    fps,
    speed,
    etaSeconds,
    updatedAt: at.now,
  };
}
