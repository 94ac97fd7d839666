import { z } from 'zod';
import type { Animated } from '../animated.ts';
import type { NumberParam, Param } from '../effects/param.ts';
import { EFFECTS, lookOf } from '../effects/table.ts';
import type { Effect, Visual } from '../timeline.ts';
import { animated, assetSource, color } from './values.ts';

/** Most effects of one clip. */
const MOST = 32;

function number({ min, max, whole, animated: moves, unit }: NumberParam): z.ZodType {
  const plain = z.number().min(min).max(max);
  // Between whole keyframes there are others: they are rounded where they are drawn.
  if (moves) return animated(plain, `${unit}: a number from ${min} to ${max}`);
  return whole ? plain.int() : plain;
}

function schemaOf(param: Param): z.ZodType {
  switch (param.kind) {
    case 'number':
      return param.default === undefined && param.absent === undefined ? number(param) : number(param).optional();
    case 'color':
      return color.optional();
    case 'choice':
      return z.enum(param.values as [string, ...string[]]).optional();
    case 'asset':
      return assetSource;
  }
}

const kinds = Object.entries(EFFECTS).map(([type, { params }]) => {
  const values = Object.entries<Param>(params).map(([name, param]) => [name, schemaOf(param)] as const);
  return z.strictObject({ type: z.literal(type), ...Object.fromEntries(values) });
});

const effect = z.discriminatedUnion('type', kinds as unknown as [(typeof kinds)[number]], {
  error: `one of ${Object.keys(EFFECTS)
    .map((type) => `"${type}"`)
    .join(', ')}`,
});

/** What every clip with a picture may say under `effects`. */
export const effects = z.array(effect).max(MOST);

/** Effects with every default filled in. @param keyframes how a value with keyframes becomes ours */
export function effectsOf(raw: z.infer<typeof effects> | undefined, keyframes: (value: never) => Animated): Pick<Visual, 'effects'> {
  if (!raw || raw.length === 0) return {};
  return {
    effects: raw.map(({ type, ...said }): Effect => {
      const values = Object.entries(lookOf(type).params).flatMap(([name, param]) => {
        const value = (said as Record<string, unknown>)[name] ?? ('default' in param ? param.default : undefined);
        return value === undefined ? [] : [[name, normalised(param, value, keyframes)] as const];
      });
      return { type, values: Object.fromEntries(values) };
    }),
  };
}

function normalised(param: Param, value: unknown, keyframes: (value: never) => Animated): Animated | string {
  if (param.kind === 'number') return keyframes(value as never);
  const text = String(value);
  if (param.kind === 'asset') return text.slice('asset:'.length);
  return param.kind === 'color' ? sixDigits(text) : text;
}

/** "#abc" → "#aabbcc"; what is beyond six digits, an opacity, says nothing of a colour that is looked for. */
function sixDigits(color: string): string {
  const digits = color.slice(1).toLowerCase();
  return `#${digits.length <= 4 ? [...digits.slice(0, 3)].map((d) => d + d).join('') : digits.slice(0, 6)}`;
}
