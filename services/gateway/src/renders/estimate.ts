import type { RenderBackend, RenderEstimateRecord } from '@workprint/projection';
import {
  effortOf,
  forecast,
  type Lanes,
  type Learned,
  learn,
  mediaConvertCost,
  type OutputSettings,
  roughUndertaking,
} from '@workprint/timeline';

/** One slot for it alone: what is reckoned with where nobody has looked. */
const ALONE: Lanes = { slots: 1, aheadSeconds: 0 };

interface Asked {
  frames: number;
  durationSeconds: number;
  outputs: readonly OutputSettings[];
}

/** An estimate that knows neither the timeline's content nor the cache: for what cannot be planned yet. */
export function roughEstimate(asked: Asked, learned: Learned = learn([], []), lanes = ALONE): RenderEstimateRecord {
  const { frames, durationSeconds, outputs } = asked;
  const likely = effortOf(forecast(roughUndertaking(frames, durationSeconds, outputs), learned, lanes), []);
  return { seconds: likely.seconds.p50, frames, durationSeconds, likely };
}

/** The same for members of batches, which wait for each other, and for another's machines, which are not ours to know. */
export function plainEstimate(asked: Asked, backend: RenderBackend): RenderEstimateRecord {
  const { likely: _, ...estimate } = roughEstimate(asked);
  if (backend === 'FFMPEG') return estimate;
  return { ...estimate, cost: { amount: mediaConvertCost(asked.durationSeconds, asked.outputs).toFixed(4), currency: 'USD' } };
}
