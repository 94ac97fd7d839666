import type { RenderBackend, RenderEstimateRecord } from '@workprint/projection';
import { mediaConvertCost, type OutputSettings } from '@workprint/timeline';

/** Seconds one core takes for a frame of a million pixels: a plain guess, measured on a small machine at VERYFAST. */
const SECONDS_PER_MEGAPIXEL = 0.012;
const SECONDS_PER_SECOND_OF_SOUND = 0.02;
/** What each render takes whatever its length. */
const START_SECONDS = 2;

/** A first guess that knows neither the load nor the timeline's content nor what is in the cache. */
export const estimate = (
  frames: number,
  durationSeconds: number,
  outputs: readonly OutputSettings[],
  backend: RenderBackend = 'FFMPEG',
): RenderEstimateRecord => ({
  seconds: Math.round((START_SECONDS + outputs.reduce((sum, output) => sum + work(frames, durationSeconds, output), 0)) * 10) / 10,
  frames,
  durationSeconds,
  ...(backend === 'MEDIACONVERT' ? { cost: { amount: mediaConvertCost(durationSeconds, outputs).toFixed(4), currency: 'USD' } } : {}),
});

const work = (frames: number, durationSeconds: number, output: OutputSettings): number =>
  output.codec === null
    ? durationSeconds * SECONDS_PER_SECOND_OF_SOUND
    : (output.renditions ?? [output]).reduce((sum, { width, height }) => sum + (frames * width * height * SECONDS_PER_MEGAPIXEL) / 1e6, 0);
