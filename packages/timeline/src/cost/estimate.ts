import { type Band, bandOf } from './band.ts';
import type { Forecast } from './forecast.ts';
import type { RenderSample } from './learn.ts';

/** What a render will take. */
export interface EstimatedEffort {
  seconds: Band;
  cpuSeconds: Band;
}

/** Renders that take next to no CPU say nothing about how well it is forecast. */
const LEAST_CPU = 0.05;

/** A forecast corrected by how forecasts have turned out. @param history newest first */
export function effortOf({ seconds, cpuSeconds }: Forecast, history: readonly RenderSample[]): EstimatedEffort {
  const clock = bandOf(history.map((h) => h.seconds / h.forecast.seconds));
  const cpu = bandOf(
    history.flatMap((h) => (h.cpuSeconds === null || h.forecast.cpuSeconds < LEAST_CPU ? [] : [h.cpuSeconds / h.forecast.cpuSeconds])),
  );
  return { seconds: times(clock, seconds), cpuSeconds: times(cpu, cpuSeconds) };
}

const times = (band: Band, by: number): Band => ({ p10: rounded(band.p10 * by), p50: rounded(band.p50 * by), p90: rounded(band.p90 * by) });
const rounded = (seconds: number): number => Math.round(seconds * 100) / 100;
