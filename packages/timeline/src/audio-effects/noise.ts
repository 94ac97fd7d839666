import { decimal } from '../compile/curves.ts';
import { between, look } from './effect.ts';

/** Spectral, in windows that overlap: what goes in comes out 25 ms later. */
export const noiseReduction = look<Record<'reduction' | 'floor', number>>(
  { reduction: between(1, 90), floor: between(-80, -20) },
  { reduction: 12, floor: -50 },
  { latency: 1200, filters: ({ reduction, floor }) => [`afftdn=nr=${decimal(reduction)}:nf=${decimal(floor)}`] },
);
