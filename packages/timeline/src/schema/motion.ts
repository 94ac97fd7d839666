import { z } from 'zod';
import { ENTRANCES, KEN_BURNS, LOOPS, namesOf } from '../motion/presets.ts';
import { animated, coordinate, easing, positiveSeconds, seconds } from './values.ts';

const entrance = z.strictObject({ type: z.enum(namesOf(ENTRANCES)), length: positiveSeconds.max(30), easing: easing.optional() });
const loop = z.strictObject({
  type: z.enum(namesOf(LOOPS)),
  length: z.number().min(0.1).max(600).optional(),
  strength: z.number().min(0.05).max(10).optional(),
});

const points = z
  .array(z.strictObject({ x: coordinate, y: coordinate }))
  .min(2)
  .max(100);
const path = z.union(
  [
    points,
    z.strictObject({
      points,
      closed: z.boolean().optional(),
      start: seconds.optional(),
      length: positiveSeconds.optional(),
      easing: easing.optional(),
      orient: z.boolean().optional(),
    }),
  ],
  { error: 'points [{ "x", "y" }], or { "points", "easing", "orient" }' },
);

/** What every clip with a picture may say of its movement, beside keyframes. */
export const moving = {
  motion: z.strictObject({ in: entrance.optional(), out: entrance.optional(), loop: loop.optional() }).optional(),
  path: path.optional(),
  depth: z.number().min(0).max(5).optional(),
};

const share = z.number().min(0).max(1);
const viewpoint = z.strictObject({ x: share.optional(), y: share.optional(), zoom: z.number().min(1).max(10).optional() });

/** A slow move over a picture or a video. */
export const kenBurns = z.union(
  [z.enum(namesOf(KEN_BURNS)), z.strictObject({ from: viewpoint, to: viewpoint, easing: easing.optional() })],
  {
    error: `one of ${namesOf(KEN_BURNS)
      .map((n) => `"${n}"`)
      .join(', ')}, or { "from", "to", "easing" }`,
  },
);

export const camera = z.strictObject({
  x: animated(coordinate, 'a coordinate').optional(),
  y: animated(coordinate, 'a coordinate').optional(),
  zoom: animated(z.number().min(0.1).max(10), 'a factor from 0.1 to 10').optional(),
});
