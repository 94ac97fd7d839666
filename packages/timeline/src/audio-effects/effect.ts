import { z } from 'zod';
import type { Animated } from '../animated.ts';
import { animated } from '../schema/values.ts';

/** What one kind of effect is: its keys with their defaults, and how ffmpeg does it. */
export interface AudioLook<S = unknown> {
  schema: z.ZodObject;
  /** What an absent key means. */
  defaults: Record<string, unknown>;
  /** Fills in what is absent deeper within. */
  filled: (settings: S) => S;
  /** Keys of its settings that take keyframes. */
  animated: readonly string[];
  /** Samples it gives back late; they are made up for. */
  latency: number;
  /** Samples it goes on sounding after what it is given has ended. */
  tail: (settings: S) => number;
  /** What is done to stereo float at 48 kHz, one filter after the other. */
  filters?: (settings: S) => string[];
  /** Instead of filters: filter chains that make the stereo answer to one sample, ending in [name]. */
  impulse?: (settings: S, name: string) => string[];
}

interface Doing<S> extends Partial<Pick<AudioLook<S>, 'filled' | 'animated' | 'latency' | 'tail' | 'filters' | 'impulse'>> {
  /** Share of the sound with the effect, where it isn't all. */
  mix?: number;
}

/** An entry of the table. A key without a default is required; S: its settings, with curves in place of keyframes. */
export const look = <S>(shape: Record<string, z.ZodType>, defaults: Record<string, unknown>, doing: Doing<S>): AudioLook => {
  const { mix = 1, ...how } = doing;
  const keys = Object.entries(shape).map(([key, value]) => [key, Object.hasOwn(defaults, key) ? value.optional() : value]);
  const share = animated(z.number().min(0).max(1), 'a number from 0 (without) to 1').optional();
  const entry: AudioLook<S> = {
    schema: z.strictObject({ ...Object.fromEntries(keys), mix: share }),
    defaults: { ...defaults, mix },
    ...{ filled: (s: S) => s, animated: [], latency: 0, tail: () => 0, ...how },
  };
  return entry as AudioLook;
};

/** dB, milliseconds and Hz within bounds. */
export const between = (min: number, max: number): z.ZodNumber => z.number().min(min).max(max);

/** A value of a setting that may have keyframes. */
export const level = (min: number, max: number): z.ZodType<Animated> =>
  animated(between(min, max), `decibels from ${min} to ${max}`) as unknown as z.ZodType<Animated>;

/** dB as a factor of the amplitude. */
export const factorOf = (db: number): number => 10 ** (db / 20);
