import { z } from 'zod';
import { CUBIC_BEZIER, EASING_NAMES } from '../easings.ts';

/** The small values of the language. Messages of formats are the `error` texts; ranges are worded in issues.ts. */
export const seconds = z.number().min(0).max(1_000_000);
export const positiveSeconds = z.number().gt(0).max(1_000_000);

/** When a clip begins. */
export const start = z.union([seconds, z.literal('after')], { error: 'a number of seconds, or "after"' });
/** How long it lasts. */
export const length = z.union([positiveSeconds, z.literal('fill')], { error: 'a number of seconds, or "fill"' });

export const color = z
  .string({ error: 'a colour: "#rgb", "#rrggbb" or "#rrggbbaa"' })
  .regex(/^#([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/, { error: 'a colour: "#rgb", "#rrggbb" or "#rrggbbaa"' });

/** Pixels of the canvas. */
export const shadow = z.strictObject({
  color,
  blur: z.number().min(0).max(200).optional(),
  x: z.number().min(-500).max(500).optional(),
  y: z.number().min(-500).max(500).optional(),
});

/** Of what nothing lies beneath. */
export const opaqueColor = z
  .string({ error: 'an opaque colour: "#rgb" or "#rrggbb"' })
  .regex(/^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/, { error: 'an opaque colour: "#rgb" or "#rrggbb"' });

export const id = z
  .string({ error: 'an id: letters, digits, "_" or "-", 64 at most' })
  .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'an id: letters, digits, "_" or "-", 64 at most' });

const EASING = 'the name of an easing, or "cubic-bezier(x1, y1, x2, y2)" with x1 and x2 from 0 to 1';
export const easing = z.union([z.enum(EASING_NAMES), z.string().regex(CUBIC_BEZIER, { abort: true })], { error: EASING });

const keyframe = <T extends z.ZodType>(value: T) => z.strictObject({ at: seconds, value, easing: easing.optional() });

/** A value, or keyframes. */
export const animated = <T extends z.ZodType>(value: T, what: string) =>
  z.union([value, z.array(keyframe(value)).min(1).max(200)], { error: `${what}, or keyframes [{ "at", "value", "easing" }]` });

export const coordinate = z.union(
  [
    z.number().min(-100_000).max(100_000),
    z.string().regex(/^-?\d{1,6}(\.\d{1,6})?(px|%)$/, { error: 'pixels (120 or "120px") or a part of the canvas ("50%")' }),
  ],
  { error: 'pixels (120 or "120px") or a part of the canvas ("50%")' },
);

export const assetSource = z
  .string({ error: '"asset:<id>"' })
  .regex(/^asset:[A-Za-z0-9_-]{1,64}$/, { error: '"asset:<id>", the id of an asset of this workspace' });

/** What is asked of a provider; keys that are not ours are the provider's own. */
const generation = z.looseObject({
  provider: z.string().min(1).max(64),
  model: z.string().min(1).max(200),
  prompt: z.string().min(1).max(10_000).optional(),
  length: positiveSeconds.max(600).optional(),
  fresh: z.boolean().optional(),
});

/** One level: a list says in which order they are tried. */
const fallbackGeneration = generation.refine((said) => !('fallback' in said), {
  path: ['fallback'],
  error: 'a fallback has none of its own: add it to the list that this one stands in',
});

const fallback = z.union([assetSource, z.strictObject({ generate: fallbackGeneration })], {
  error: '"asset:<id>" or { "generate": { "provider", "model", "prompt" } }',
});

const generateSource = z.strictObject({
  generate: generation.extend({ fallback: z.array(fallback).min(1).max(4).optional() }),
});

export const source = z.union([assetSource, generateSource], {
  error: '"asset:<id>" or { "generate": { "provider", "model", "prompt" } }',
});
