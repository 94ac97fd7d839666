import { z } from 'zod';
import type { Animated } from '../animated.ts';
import type { Problem } from '../problems.ts';
import type { AudioEffect } from '../sound.ts';
import type { Path } from '../timeline.ts';
import { compressor, gate, limiter } from './dynamics.ts';
import type { AudioLook } from './effect.ts';
import { noiseReduction } from './noise.ts';
import { reverb } from './space.ts';
import { type Band, bass, equalizer, gain, hasGain, treble } from './tone.ts';

/** Every effect there is. A new one is an entry here, a section of docs/audio.md and an example in examples/gallery/sound. */
export const AUDIO_EFFECTS = {
  gain,
  equalizer,
  bass,
  treble,
  compressor,
  gate,
  limiter,
  reverb,
  noiseReduction,
} satisfies Record<string, AudioLook>;

export type AudioEffectType = keyof typeof AUDIO_EFFECTS;

const TYPES = Object.keys(AUDIO_EFFECTS);
const [first, ...others] = Object.entries(AUDIO_EFFECTS).map(([type, { schema }]) =>
  z.strictObject({ type: z.literal(type), ...schema.shape }),
);

/** Done to a sound one after the other. */
export const audioEffects = z
  .array(z.discriminatedUnion('type', [first!, ...others], { error: `one of ${TYPES.map((t) => `"${t}"`).join(', ')}` }))
  .max(16);

type RawEffect = z.infer<typeof audioEffects>[number];

/** With every default filled in; `keyframes` reads a value that may have some. */
export function normaliseEffects(
  raw: readonly RawEffect[] | undefined,
  keyframes: (value: never) => Animated,
): { audioEffects?: AudioEffect[] } {
  if (!raw || raw.length === 0) return {};
  return {
    audioEffects: raw.map(({ type, ...said }) => {
      const { defaults, animated, filled } = lookOf(type);
      const given = Object.entries(said).filter(([, value]) => value !== undefined);
      const { mix, ...settings } = { ...defaults, ...Object.fromEntries(given) } as Record<string, unknown>;
      const moving = animated.map((key) => [key, keyframes(settings[key] as never)]);
      return { type, mix: keyframes(mix as never), settings: { ...(filled(settings) as object), ...Object.fromEntries(moving) } };
    }),
  };
}

/** Of a checked effect. */
export const lookOf = (type: string): AudioLook => AUDIO_EFFECTS[type as AudioEffectType];

/** Values of the effects that may have keyframes, with their paths. */
export const animatedOf = (effects: readonly AudioEffect[] | undefined, at: Path): [Path, Animated][] =>
  (effects ?? []).flatMap(({ type, mix, settings }, i): [Path, Animated][] => {
    const path = [...at, 'audioEffects', i];
    return [[[...path, 'mix'], mix], ...lookOf(type).animated.map((key): [Path, Animated] => [[...path, key], settings[key] as Animated])];
  });

/** What contradicts itself in a list of effects. */
export function effectProblems(effects: readonly AudioEffect[] | undefined, at: Path): Problem[] {
  return (effects ?? []).flatMap(({ settings }, i) =>
    ((settings.bands ?? []) as Band[]).flatMap(({ type, gain: db }, b): Problem[] => {
      if (db === undefined || hasGain(type)) return [];
      const path = [...at, 'audioEffects', i, 'bands', b, 'gain'];
      const hint = 'Leave it out, or make the band a "lowShelf", "highShelf" or "peak".';
      return [{ path, code: 'INVALID_VALUE', message: `A band of the type "${type}" has no gain.`, hint }];
    }),
  );
}
