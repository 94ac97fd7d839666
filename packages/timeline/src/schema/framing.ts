import { z } from 'zod';
import { BLENDS } from '../framing.ts';
import { assetSource, color, shadow } from './values.ts';

const OF_PICTURE = 'pixels (12 or "12px") or a part of the picture ("5%")';
const part = z.union([z.number().min(0).max(8192), z.string().regex(/^\d{1,6}(\.\d{1,6})?(px|%)$/, { error: OF_PICTURE })], {
  error: OF_PICTURE,
});
const offset = z.union([z.number().min(-8192).max(8192), z.string().regex(/^-?\d{1,6}(\.\d{1,6})?(px|%)$/, { error: OF_PICTURE })], {
  error: OF_PICTURE,
});

const edges = { invert: z.boolean().optional(), feather: z.number().min(0).max(500).optional() };

/** Of a picture: what is left where it is bright, or opaque. */
const imageMask = z.strictObject({ src: assetSource, channel: z.enum(['luma', 'alpha']).optional(), ...edges });

/** Of a shape on the picture. */
const shapeMask = z.strictObject({
  shape: z.enum(['rectangle', 'ellipse']),
  x: offset.optional(),
  y: offset.optional(),
  width: part.optional(),
  height: part.optional(),
  radius: z.number().min(0).max(4096).optional(),
  ...edges,
});

/** What a clip with a picture of its own size may say. */
export const framing = {
  flip: z.enum(['horizontal', 'vertical', 'both']).optional(),
  corners: z.union([part, z.array(part).min(4).max(4)], { error: `${OF_PICTURE}, or four of them` }).optional(),
  border: z.strictObject({ width: z.number().gt(0).max(1000), color }).optional(),
  shadow: shadow.optional(),
  mask: z.union([imageMask, shapeMask], { error: '{ "src": "asset:<id>" } or { "shape": "rectangle" or "ellipse" }' }).optional(),
  blend: z.enum(BLENDS).optional(),
};

/** What differs for letters, whose size only who draws them knows: no corners and border, and no shapes on them. */
export const framedLetters = { mask: imageMask.optional() };

/** What of a source's picture is left out. */
export const crop = z
  .strictObject({ left: part.optional(), top: part.optional(), right: part.optional(), bottom: part.optional() })
  .optional();
