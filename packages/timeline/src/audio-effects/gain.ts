import { decimal, expression } from '../compile/curves.ts';
import type { Curve } from '../compile/graph.ts';

/** Samples between two steps of a moving gain: 1.3 ms. */
const STEP = 64;
/** Samples since the beginning. */
const SAMPLE = '(round(if(isnan(t),0,t)*48000))';

/** A factor, or one that moves with the samples. */
export const gainFilters = (gain: Curve): string[] =>
  typeof gain === 'number' ? [still(expression(gain, ''))] : moving(expression(gain, SAMPLE));

/** The same in dB. */
export const decibelFilters = (gain: Curve): string[] =>
  typeof gain === 'number' ? [still(decimal(10 ** (gain / 20)))] : moving(`pow(10,(${expression(gain, SAMPLE)})/20)`);

const still = (factor: string): string => `volume=volume=${factor}:precision=float`;
const moving = (factor: string): string[] => [`asetnsamples=n=${STEP}:p=0`, `volume=volume='${factor}':eval=frame:precision=float`];
