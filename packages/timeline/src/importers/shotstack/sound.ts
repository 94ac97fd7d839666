import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import { movingOf } from './tween.ts';

/** Volume and fades. Shotstack fades a sound over a second. */
export function soundOf(
  asset: Part,
  effectKey: 'effect' | 'volumeEffect',
  length: number | null,
  session: Session,
): Record<string, unknown> {
  const volume = movingOf(asset, 'volume', { min: 0, max: 4 }, session);
  const effect = asset.text(effectKey);
  const by = length === null ? 1 : Math.min(1, length / 2);
  const fades: Record<string, object> = {
    none: {},
    fadeIn: { fadeIn: by },
    fadeOut: { fadeOut: by },
    fadeInFadeOut: { fadeIn: by, fadeOut: by },
  };
  if (effect !== undefined && !Object.hasOwn(fades, effect)) session.drop(asset.at(effectKey), `The effect "${effect}" is not offered.`);
  return { ...(volume !== undefined && { volume }), ...fades[effect ?? 'none'] };
}
