import type { z } from 'zod';
import type { Easing } from '../animated.ts';
import { canonicalEasing } from '../easings.ts';
import type { Counter, Highlight, TextAnimation, TextLook, TextMovement } from '../text-look.ts';
import { moveOf } from '../titles/moves.ts';
import type { animate, counter, spokenHighlight } from './text-motion.ts';
import type { textStyle } from './text-style.ts';

type RawStyle = z.infer<typeof textStyle>;
type Said<S extends z.ZodType> = z.infer<S> | undefined;

/** What of a style is there only where it is said. @param hex brings colours to their form */
export function lookOf(raw: RawStyle): TextLook {
  const { letterSpacing, transform, fit, minSize, maxHeight, verticalAlign, background } = raw;
  const plate = typeof background === 'object' ? plateOf(background) : null;
  return {
    ...(letterSpacing ? { letterSpacing } : {}),
    ...(transform !== undefined && transform !== 'none' ? { transform } : {}),
    ...(fit === 'shrink' ? { fit, ...(minSize === undefined ? {} : { minSize }) } : {}),
    ...(maxHeight === undefined ? {} : { maxHeight }),
    ...(verticalAlign === undefined ? {} : { verticalAlign }),
    ...(plate ? { plate } : {}),
  };
}

function plateOf({
  radius = 0,
  paddingX,
  paddingY,
  around = 'box',
}: Exclude<RawStyle['background'], string | undefined>): TextLook['plate'] | null {
  const [x, y] = [paddingX ?? null, paddingY ?? null];
  return radius === 0 && x === null && y === null && around === 'box' ? null : { x, y, radius, around };
}

/** What of a text changes while it is shown: keys that are there only where they are said. */
export function motionOf(
  raw: { animate?: Said<typeof animate>; highlight?: Said<typeof spokenHighlight>; counter?: Said<typeof counter> },
  hex: (color: string) => string,
): { animate?: TextAnimation<Easing>; highlight?: Highlight; counter?: Counter<Easing> } {
  const { animate: move, highlight: spoken, counter: count } = raw;
  return {
    ...(move?.in || move?.out ? { animate: { in: movementOf(move.in, 'easeOut'), out: movementOf(move.out, 'easeIn') } } : {}),
    ...(spoken ? { highlight: highlightOf(spoken, hex) } : {}),
    ...(count
      ? {
          counter: {
            ...{
              from: count.from ?? 0,
              to: count.to,
              decimals: count.decimals ?? 0,
              prefix: count.prefix ?? '',
              suffix: count.suffix ?? '',
            },
            ...{ separator: count.separator ?? '', easing: canonicalEasing(count.easing ?? 'easeOut'), length: count.length ?? null },
          },
        }
      : {}),
  };
}

type RawMovement = NonNullable<Said<typeof animate>>['in'];

function movementOf(raw: RawMovement, usual: Easing): TextMovement<Easing> | null {
  if (!raw) return null;
  const { type, length, by, easing, distance = null } = raw;
  const move = moveOf(type);
  return { type, length, by: by ?? move.by ?? 'all', easing: easing ? canonicalEasing(easing) : (move.easing ?? usual), distance };
}

const highlightOf = (raw: NonNullable<Said<typeof spokenHighlight>>, hex: (color: string) => string): Highlight => ({
  color: raw.color === undefined ? null : hex(raw.color),
  background: raw.background === undefined ? null : hex(raw.background),
  padding: raw.padding ?? 4,
  radius: raw.radius ?? 6,
  keep: raw.keep ?? false,
  words: raw.words ?? null,
});
