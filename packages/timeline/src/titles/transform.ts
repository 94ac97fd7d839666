import type { TextLook } from '../text-look.ts';
import type { Span } from './words.ts';

const CHANGE: Record<NonNullable<TextLook['transform']>, (text: string) => string> = {
  uppercase: (text) => text.toUpperCase(),
  lowercase: (text) => text.toLowerCase(),
  capitalize: (text) => text.replace(/(?<![\p{L}\p{N}\p{M}'’])\p{L}/gu, (letter) => letter.toUpperCase()),
};

/** A text as it is drawn, and where words of it stand then: letters may become more. `keep` is left as it is. */
export function transformed(
  text: string,
  transform: TextLook['transform'],
  spans: readonly Span[] = [],
  keep = '',
): { text: string; spans: Span[] } {
  if (transform === undefined) return { text, spans: [...spans] };
  const change = CHANGE[transform];
  const whole = (part: string): string => (keep === '' ? change(part) : part.split(keep).map(change).join(keep));
  let out = '';
  let done = 0;
  const moved = spans.map(([from, to]): Span => {
    out += whole(text.slice(done, from));
    const start = out.length;
    out += whole(text.slice(from, to));
    done = to;
    return [start, out.length];
  });
  return { text: out + whole(text.slice(done)), spans: moved };
}
