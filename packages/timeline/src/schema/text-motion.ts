import { z } from 'zod';
import { MOVE_NAMES, PARTS } from '../titles/moves.ts';
import { color, easing, positiveSeconds, seconds } from './values.ts';

const movement = z.strictObject({
  type: z.enum(MOVE_NAMES),
  length: positiveSeconds.max(30),
  by: z.enum(PARTS).optional(),
  easing: easing.optional(),
  distance: z.number().min(0).max(4000).optional(),
});

/** How a text comes and goes. */
export const animate = z.strictObject({ in: movement.optional(), out: movement.optional() });

/** Words that stand out while they are spoken; captions know their times. */
export const highlight = z.strictObject({
  color: color.optional(),
  background: color.optional(),
  padding: z.number().min(0).max(500).optional(),
  radius: z.number().min(0).max(500).optional(),
  keep: z.boolean().optional(),
});

export const spokenHighlight = highlight.extend({
  words: z
    .array(z.strictObject({ start: seconds, end: seconds }))
    .min(1)
    .max(2000)
    .optional(),
});

const amount = z.number().min(-1e12).max(1e12);
const mark = z.string().max(20);

/** A number that counts. */
export const counter = z.strictObject({
  from: amount.optional(),
  to: amount,
  decimals: z.number().int().min(0).max(6).optional(),
  prefix: mark.optional(),
  suffix: mark.optional(),
  separator: z.string().max(3).optional(),
  easing: easing.optional(),
  length: positiveSeconds.optional(),
});
