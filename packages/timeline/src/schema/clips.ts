import { z } from 'zod';
import { colorClip, gradientClip, shapeClip } from './drawn-clips.ts';
import { animated, assetSource, color, id, length, seconds, source, start, transition } from './values.ts';
import { visual } from './visual.ts';

const sound = {
  volume: animated(z.number().min(0).max(4), 'a factor from 0 to 4').optional(),
  fadeIn: seconds.optional(),
  fadeOut: seconds.optional(),
  duck: z.strictObject({ under: id, by: z.number().min(-60).max(0) }).optional(),
};

const fit = z.enum(['cover', 'contain', 'fill', 'none']);
const onEnd = z.enum(['freeze', 'loop', 'black']);

const videoClip = z.strictObject({
  type: z.literal('video'),
  src: source,
  start,
  length: length.optional(),
  trim: seconds.optional(),
  fit: fit.optional(),
  onEnd: onEnd.optional(),
  muted: z.boolean().optional(),
  ...visual,
  ...sound,
});

const imageClip = z.strictObject({
  type: z.literal('image'),
  src: source,
  start,
  length,
  fit: fit.optional(),
  ...visual,
});

const audioClip = z.strictObject({
  type: z.literal('audio'),
  src: assetSource,
  start,
  length: length.optional(),
  trim: seconds.optional(),
  onEnd: onEnd.optional(),
  transitionIn: transition.optional(),
  transitionOut: transition.optional(),
  ...sound,
});

const style = z.strictObject({
  font: z.string().min(1).max(100).optional(),
  weight: z.number().int().min(100).max(900).optional(),
  italic: z.boolean().optional(),
  size: z.number().min(4).max(1000).optional(),
  color: color.optional(),
  align: z.enum(['left', 'center', 'right']).optional(),
  lineHeight: z.number().min(0.5).max(5).optional(),
  maxWidth: z.number().min(16).max(7680).optional(),
  background: color.optional(),
  padding: z.number().min(0).max(500).optional(),
  stroke: z.strictObject({ color, width: z.number().min(0).max(100) }).optional(),
  shadow: z
    .strictObject({
      color,
      blur: z.number().min(0).max(200).optional(),
      x: z.number().min(-500).max(500).optional(),
      y: z.number().min(-500).max(500).optional(),
    })
    .optional(),
});

const textClip = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(5000),
  start,
  length,
  style: style.optional(),
  ...visual,
});

export const CLIPS = {
  video: videoClip,
  image: imageClip,
  audio: audioClip,
  text: textClip,
  color: colorClip,
  gradient: gradientClip,
  shape: shapeClip,
};
export type ClipType = keyof typeof CLIPS;
export type ClipInput = z.infer<(typeof CLIPS)[ClipType]>;
