import { z } from 'zod';
import { effects } from './effects.ts';
import { framedLetters, framing } from './framing.ts';
import { moving } from './motion.ts';
import { transition } from './transition.ts';
import { animated, coordinate, easing, seconds } from './values.ts';

const point = z.strictObject({ x: coordinate, y: coordinate });
const anchor = z.enum(['center', 'top', 'bottom', 'left', 'right', 'topLeft', 'topRight', 'bottomLeft', 'bottomRight']);
const position = z.union(
  [
    z.strictObject({
      x: animated(coordinate, 'a coordinate').optional(),
      y: animated(coordinate, 'a coordinate').optional(),
      anchor: anchor.optional(),
    }),
    z
      .array(
        z.strictObject({
          at: seconds,
          value: point,
          easing: easing.optional(),
        }),
      )
      .min(1)
      .max(200),
  ],
  { error: '{ "x", "y", "anchor" } or keyframes [{ "at", "value": { "x", "y" } }]' },
);

/** What every clip with a picture may say. */
export const visual = {
  position: position.optional(),
  scale: animated(z.number().min(0.01).max(20), 'a factor').optional(),
  rotation: animated(z.number().min(-36_000).max(36_000), 'degrees').optional(),
  opacity: animated(z.number().min(0).max(1), 'a number from 0 to 1').optional(),
  transitionIn: transition.optional(),
  transitionOut: transition.optional(),
  ...moving,
  ...framing,
  effects: effects.optional(),
};

const { corners: _, border: __, ...more } = visual;
/** The same of letters. */
export const visualLetters = { ...more, ...framedLetters };
