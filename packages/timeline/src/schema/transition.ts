import { z } from 'zod';
import { drawnOf, TRANSITION_KEYS, TRANSITION_TYPES, type TransitionType } from '../transitions/table.ts';
import { easing, opaqueColor, positiveSeconds } from './values.ts';

const length = positiveSeconds.max(30);

/** Of sound alone: its curve is always the one of equal power. */
export const soundTransition = z.strictObject({ type: z.literal('fade'), length });

/** What a transition has beside its type and length belongs to some types only. */
export const transition = z
  .strictObject({
    type: z.enum(TRANSITION_TYPES),
    length,
    easing: easing.optional(),
    softness: z.number().min(0).max(1).optional(),
    color: opaqueColor.optional(),
  })
  .superRefine((said, context) => {
    for (const key of ['easing', 'softness', 'color'] as const) {
      if (said[key] === undefined || hasKey(said.type, key)) continue;
      const those = TRANSITION_TYPES.filter((type) => hasKey(type, key));
      const where = those.length > 3 ? `${those.slice(0, 3).map(quoted).join(', ')}, …` : those.map(quoted).join(', ');
      context.addIssue({ code: 'custom', path: [key], message: `a "${said.type}" has none; it belongs to ${where}` });
    }
  });

const quoted = (name: string): string => `"${name}"`;

const hasKey = (type: TransitionType, key: 'easing' | 'softness' | 'color'): boolean =>
  (TRANSITION_KEYS[drawnOf(type).kind] as readonly string[]).includes(key);
