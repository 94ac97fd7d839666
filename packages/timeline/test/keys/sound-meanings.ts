import type { Meaning } from './meaning.ts';

/** Defaults that differ from effect to effect stand in docs/audio.md. */
const OWN = 'the effect’s own';
const of = (unit: string): Meaning => ({ unit, absent: OWN });

/** Keys of effects of sound. */
export const SOUND_MEANINGS: Record<string, Meaning> = {
  'duck.carve': { unit: 'yes, no or a band of frequencies', default: false },
  'duck.carve.from': { unit: 'hertz', default: 250 },
  'duck.carve.to': { unit: 'hertz', default: 4000 },
  audioEffects: { unit: '[effects of sound](audio.md), one after the other', absent: 'none' },
  'audioEffects[].type': { unit: 'the kind' },
  'audioEffects[].mix': { unit: 'share of the sound with the effect, 0 to 1', absent: '1; of `reverb` 0.25' },
  'audioEffects[].gain': of('decibels'),
  'audioEffects[].frequency': of('hertz'),
  'audioEffects[].bands': { unit: 'bands, one after the other' },
  'audioEffects[].bands[].type': { unit: 'the kind' },
  'audioEffects[].bands[].frequency': { unit: 'hertz' },
  'audioEffects[].bands[].gain': { unit: 'decibels', default: 0 },
  'audioEffects[].bands[].q': { unit: 'quality', absent: '0.707; of `peak` 1' },
  'audioEffects[].threshold': of('decibels below full scale'),
  'audioEffects[].ratio': of('decibels in for one out'),
  'audioEffects[].attack': of('milliseconds'),
  'audioEffects[].release': of('milliseconds'),
  'audioEffects[].knee': { unit: 'decibels', default: 6 },
  'audioEffects[].makeup': { unit: 'decibels', default: 0 },
  'audioEffects[].range': { unit: 'decibels', default: -90 },
  'audioEffects[].ceiling': { unit: 'decibels below full scale', default: -1 },
  'audioEffects[].decay': { unit: 'seconds to 60 dB less', default: 1.5 },
  'audioEffects[].preDelay': { unit: 'milliseconds', default: 20 },
  'audioEffects[].damping': { unit: 'hertz', default: 6000 },
  'audioEffects[].reduction': { unit: 'decibels', default: 12 },
  'audioEffects[].floor': { unit: 'decibels below full scale', default: -50 },
};
