import type { Animated } from '../animated.ts';
import { lookOf } from '../audio-effects/effects.ts';
import { SAMPLE_RATE } from '../rate.ts';
import type { AudioEffect } from '../sound.ts';
import type { AudioPart } from './audio-graph.ts';
import { curveOf, fold } from './curves.ts';
import type { Curve } from './graph.ts';

/**
 * Effects as a part has them: keyframes as curves over its samples. What of them is never heard is left out.
 * `rings`: it may go on sounding after its end.
 */
export function effectsOf(
  effects: readonly AudioEffect[] | undefined,
  samples: number,
  rings: boolean,
): Pick<AudioPart, 'effects' | 'tail'> {
  const curve = (value: Animated): Curve =>
    fold(
      curveOf(value, { num: SAMPLE_RATE, den: 1 }, (v) => v),
      0,
      samples,
    );
  const heard = (effects ?? []).flatMap(({ type, mix: share, settings }) => {
    const mix = curve(share);
    const moving = lookOf(type).animated.map((key) => [key, curve(settings[key] as Animated)]);
    return mix === 0 ? [] : [{ type, mix, settings: { ...settings, ...Object.fromEntries(moving) } }];
  });
  const tail = rings ? heard.reduce((sum, { type, settings }) => sum + lookOf(type).tail(settings), 0) : 0;
  return { ...(heard.length === 0 ? {} : { effects: heard }), ...(tail === 0 ? {} : { tail }) };
}
