import { rateOf } from '../../rate.ts';
import type { Part } from '../part.ts';

/** Seconds of a RationalTime; 23.976 and its like count as 24000/1001. */
export function timeOf(part: Part | undefined): number | undefined {
  if (!part) return undefined;
  part.ignore('OTIO_SCHEMA');
  const value = part.number('value');
  const rate = part.number('rate', 0.001, 1e6);
  part.rest();
  if (value === undefined || rate === undefined) return undefined;
  const exact = rateOf(rate);
  return exact ? (value * exact.den) / exact.num : value / rate;
}

export interface Range {
  /** Seconds. */
  start: number;
  length: number;
}

/** A TimeRange in seconds. */
export function rangeOf(part: Part | undefined): Range | undefined {
  if (!part) return undefined;
  part.ignore('OTIO_SCHEMA');
  const start = timeOf(part.part('start_time'));
  const length = timeOf(part.part('duration'));
  part.rest();
  return length === undefined ? undefined : { start: start ?? 0, length };
}

/** The rate that the document counts its frames in: the first that looks like a picture's. */
export function frameRateOf(value: unknown, depth = 0): number | undefined {
  if (depth > 100 || value === null || typeof value !== 'object') return undefined;
  if (!Array.isArray(value) && 'rate' in value && typeof value.rate === 'number' && rateOf(value.rate)) return value.rate;
  for (const inner of Object.values(value)) {
    const rate = frameRateOf(inner, depth + 1);
    if (rate !== undefined) return rate;
  }
  return undefined;
}
