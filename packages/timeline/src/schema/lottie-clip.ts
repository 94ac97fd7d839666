import { z } from 'zod';
import { assetSource, length, start } from './values.ts';
import { visual } from './visual.ts';

export const lottieClip = z.strictObject({
  type: z.literal('lottie'),
  src: assetSource,
  start,
  length: length.optional(),
  fit: z.enum(['cover', 'contain', 'fill', 'none']).optional(),
  loop: z.boolean().optional(),
  speed: z.number().min(0.1).max(10).multipleOf(0.001).optional(),
  ...visual,
});
