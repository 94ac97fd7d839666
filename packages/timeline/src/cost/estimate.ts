import { type Band, bandOf } from './band.ts';
import type { Forecast } from './forecast.ts';
import type { RenderSample } from './learn.ts';

/** What a render will take. */
export interface EstimatedEffort {
  seconds: Band;
  cpuSeconds: Band;
}

/** A forecast by shipped prices alone says how far those are off, not how well it is forecast once they are not. */
const LEAST_BASIS = 8;
/** Renders that take next to no CPU say nothing about how well it is forecast. */
const LEAST_CPU = 0.05;

/** A forecast corrected by how forecasts have turned out. @param all renders of the past, newest first */
export function effortOf({ seconds, cpuSeconds }: Forecast, all: readonly RenderSample[]): EstimatedEffort {
  const history = all.filter((h) => h.forecast.basis >= LEAST_BASIS);
  const clock = bandOf(history.map((h) => h.seconds / h.forecast.seconds));
  const cpu = bandOf(
    history.flatMap((h) => (h.cpuSeconds === null || h.forecast.cpuSeconds < LEAST_CPU ? [] : [h.cpuSeconds / h.forecast.cpuSeconds])),
  );
  return { seconds: times(clock, seconds), cpuSeconds: times(cpu, cpuSeconds) };
}

const times = (band: Band, by: number): Band => ({ p10: rounded(band.p10 * by), p50: rounded(band.p50 * by), p90: rounded(band.p90 * by) });
const rounded = (seconds: number): number => Math.round(seconds * 100) / 100;
