import { z } from 'zod';
import { audioEffects } from '../audio-effects/effects.ts';
import { captionsClip } from './captions-clip.ts';
import { colorClip, gradientClip, shapeClip } from './drawn-clips.ts';
import { duck } from './duck.ts';
import { crop } from './framing.ts';
import { htmlClip } from './html-clip.ts';
import { lottieClip } from './lottie-clip.ts';
import { kenBurns } from './motion.ts';
import { nested } from './shell.ts';
import { animate, counter, spokenHighlight } from './text-motion.ts';
import { textStyle } from './text-style.ts';
import { soundTransition } from './transition.ts';
import { animated, assetSource, length, seconds, source, start } from './values.ts';
import { visual, visualLetters } from './visual.ts';

const fade = z.union(
  [seconds, z.strictObject({ length: seconds, curve: z.enum(['linear', 'exponential', 'logarithmic', 'sCurve', 'equalPower']) })],
  { error: 'a number of seconds, or { "length", "curve" }' },
);

const sound = {
  speed: z.number().min(0.1).max(10).multipleOf(0.001).optional(),
  keepPitch: z.boolean().optional(),
  reverse: z.boolean().optional(),
  volume: animated(z.number().min(0).max(4), 'a factor from 0 to 4').optional(),
  pan: animated(z.number().min(-1).max(1), 'a number from -1 (left) to 1 (right)').optional(),
  fadeIn: fade.optional(),
  fadeOut: fade.optional(),
  duck: duck.optional(),
  audioEffects: audioEffects.optional(),
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
  freeze: seconds.optional(),
  kenBurns: kenBurns.optional(),
  crop,
  ...visual,
  ...sound,
});

const imageClip = z.strictObject({
  type: z.literal('image'),
  src: source,
  start,
  length,
  fit: fit.optional(),
  kenBurns: kenBurns.optional(),
  crop,
  ...visual,
});

const audioClip = z.strictObject({
  type: z.literal('audio'),
  src: assetSource,
  start,
  length: length.optional(),
  trim: seconds.optional(),
  onEnd: onEnd.optional(),
  transitionIn: soundTransition.optional(),
  transitionOut: soundTransition.optional(),
  ...sound,
});

const textClip = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(5000),
  start,
  length,
  style: textStyle.optional(),
  animate: animate.optional(),
  highlight: spokenHighlight.optional(),
  counter: counter.optional(),
  ...visualLetters,
});

const { speed: _, keepPitch: __, reverse: ___, ...mixed } = sound;

const timelineClip = z.strictObject({
  type: z.literal('timeline'),
  timeline: nested,
  start,
  length: length.optional(),
  trim: seconds.optional(),
  fit: fit.optional(),
  muted: z.boolean().optional(),
  crop,
  ...visual,
  ...mixed,
});

export const CLIPS = {
  video: videoClip,
  image: imageClip,
  audio: audioClip,
  text: textClip,
  color: colorClip,
  gradient: gradientClip,
  shape: shapeClip,
  captions: captionsClip,
  timeline: timelineClip,
  html: htmlClip,
  lottie: lottieClip,
};
export type ClipType = keyof typeof CLIPS;
export type ClipInput = z.infer<(typeof CLIPS)[ClipType]>;
