import { z } from 'zod';
import { color, shadow } from './values.ts';

const background = z.union(
  [
    color,
    z.strictObject({
      color,
      radius: z.number().min(0).max(500).optional(),
      paddingX: z.number().min(0).max(500).optional(),
      paddingY: z.number().min(0).max(500).optional(),
      around: z.enum(['box', 'line']).optional(),
    }),
  ],
  { error: 'a colour, or { "color", "radius", "paddingX", "paddingY", "around" }' },
);

/** How letters look. */
export const textStyle = z.strictObject({
  font: z.string().min(1).max(100).optional(),
  weight: z.number().int().min(100).max(900).optional(),
  italic: z.boolean().optional(),
  size: z.number().min(4).max(1000).optional(),
  color: color.optional(),
  align: z.enum(['left', 'center', 'right']).optional(),
  lineHeight: z.number().min(0.5).max(5).optional(),
  maxWidth: z.number().min(16).max(7680).optional(),
  background: background.optional(),
  padding: z.number().min(0).max(500).optional(),
  stroke: z.strictObject({ color, width: z.number().min(0).max(100) }).optional(),
  shadow: shadow.optional(),
  letterSpacing: z.number().min(-100).max(500).optional(),
  transform: z.enum(['none', 'uppercase', 'lowercase', 'capitalize']).optional(),
  fit: z.enum(['none', 'shrink']).optional(),
  minSize: z.number().min(4).max(1000).optional(),
  maxHeight: z.number().min(4).max(7680).optional(),
  verticalAlign: z.enum(['top', 'middle', 'bottom']).optional(),
});
