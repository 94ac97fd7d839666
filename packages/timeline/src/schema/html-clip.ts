import { z } from 'zod';
import { crop } from './framing.ts';
import { length, start } from './values.ts';
import { visual } from './visual.ts';

const side = z.number().int().min(2).max(4096).multipleOf(2);

export const htmlClip = z.strictObject({
  type: z.literal('html'),
  html: z.string().min(1).max(500_000),
  css: z.string().max(500_000).optional(),
  start,
  length,
  width: side.optional(),
  height: side.optional(),
  animated: z.boolean().optional(),
  fit: z.enum(['cover', 'contain', 'fill', 'none']).optional(),
  crop,
  ...visual,
});
