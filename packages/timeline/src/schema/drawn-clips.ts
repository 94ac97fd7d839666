import { z } from 'zod';
import { color, coordinate, length, start } from './values.ts';
import { visual } from './visual.ts';

const stops = z
  .array(z.strictObject({ at: z.number().min(0).max(1), color }))
  .min(2)
  .max(32);

const gradient = z.union(
  [
    z.strictObject({ kind: z.literal('linear'), angle: z.number().min(-36_000).max(36_000).optional(), stops }),
    z.strictObject({
      kind: z.literal('radial'),
      center: z.strictObject({ x: coordinate, y: coordinate }).optional(),
      radius: z.number().gt(0).max(100_000).optional(),
      stops,
    }),
  ],
  { error: '{ "kind": "linear" or "radial", "stops" }' },
);

const extent = z.union(
  [
    z.number().gt(0).max(8192),
    z.string().regex(/^\d{1,6}(\.\d{1,6})?(px|%)$/, { error: 'pixels (120 or "120px") or a part of the canvas ("50%")' }),
  ],
  { error: 'pixels (120 or "120px") or a part of the canvas ("50%")' },
);

export const colorClip = z.strictObject({ type: z.literal('color'), color, start, length, ...visual });

export const gradientClip = z.strictObject({ type: z.literal('gradient'), gradient, start, length, ...visual });

export const shapeClip = z.strictObject({
  type: z.literal('shape'),
  shape: z.enum(['rectangle', 'ellipse', 'line']),
  start,
  length,
  width: extent,
  height: extent.optional(),
  radius: z.number().min(0).max(4096).optional(),
  fill: color.optional(),
  stroke: z.strictObject({ color, width: z.number().gt(0).max(1000) }).optional(),
  ...visual,
});
