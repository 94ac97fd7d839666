import type { VideoClip } from '../timeline.ts';
import type { Look } from './look.ts';

export const denoise: Look = {
  says: 'takes noise away, looking at neighbouring pixels and at the frames before; done to the source, before all else',
  params: { amount: { kind: 'number', min: 0, max: 1, unit: 'strength', default: 0.5, neutral: 0 } },
  clips: ['video'],
  draw: { by: 'piece' },
};

/** How much of its source's noise a clip takes away. */
export const denoiseOf = ({ effects = [] }: Pick<VideoClip, 'effects'>): number =>
  Number(effects.find(({ type }) => type === 'denoise')?.values.amount ?? 0);
