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

export const stabilize: Look = {
  says: 'takes the shaking of a camera away; done to the source, before all else',
  params: {
    zoom: { kind: 'number', min: 0, max: 50, unit: 'hundredths by which the picture is enlarged, so that its rim stays out', default: 5 },
  },
  clips: ['video'],
  draw: { by: 'piece' },
};

/** Hundredths by which a clip is enlarged whose shaking goes; null: it stays. */
export function stabilizeOf({ effects = [] }: Pick<VideoClip, 'effects'>): number | null {
  const effect = effects.find(({ type }) => type === 'stabilize');
  return effect ? Number(effect.values.zoom) : null;
}
