import { z } from 'zod';
import { audioEffects } from '../audio-effects/effects.ts';
import { camera } from './motion.ts';
import { id, opaqueColor } from './values.ts';

/** Of the language; with a later one come its step in `upgrade` and the schema of this one, kept as it is. */
export const VERSION = 1;

const side = z.number().int().min(16).max(7680).multipleOf(2);

export const canvas = z.strictObject({
  width: side,
  height: side,
  fps: z.number().min(1).max(120),
  background: opaqueColor.optional(),
  camera: camera.optional(),
});

export const variables = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()], { error: 'a string, a number or true/false' }),
);

/** The document without its clips, which are checked one by one so that one bad clip does not hide the others' problems. */
export const track = z.strictObject({
  id: id.optional(),
  kind: z.enum(['visual', 'audio']).optional(),
  audioEffects: audioEffects.optional(),
  clips: z.array(z.unknown()).max(5000),
});

/** What a nested timeline may say: its rate is the outer one's, its size too unless given. */
export const nested = z.strictObject({
  canvas: z
    .strictObject({ width: side.optional(), height: side.optional(), background: opaqueColor.optional(), camera: camera.optional() })
    .optional(),
  tracks: z.array(track).min(1).max(100),
});

export const shell = z.strictObject({
  version: z.literal(VERSION),
  canvas,
  tracks: z.array(track).min(1).max(100),
  variables: variables.optional(),
});
