import { EASING_NAMES } from '../../easings.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

interface Key {
  at: number;
  value: number;
  easing?: string;
}
export type Moving = number | Key[];

interface Range {
  min: number;
  max: number;
  /** From the document's unit to ours. */
  convert?: (value: number) => number;
}

/** A number, or tweens `{ from, to, start, length, interpolation }` in clip time, as a value or keyframes. */
export function movingOf(part: Part, key: string, { min, max, convert = (v) => v }: Range, session: Session): Moving | undefined {
  const raw = part.raw(key);
  if (!Array.isArray(raw)) {
    const value = part.number(key, min, max);
    return value === undefined ? undefined : convert(value);
  }
  const tweens = part
    .parts(key)
    .map((tween) => {
      const from = tween.number('from', min, max);
      const to = tween.number('to', min, max) ?? from;
      const read = {
        from,
        to,
        start: tween.number('start', 0) ?? 0,
        length: tween.number('length', 0) ?? 0,
        easing: easingOf(tween, session),
      };
      tween.rest();
      return read;
    })
    .sort((a, b) => a.start - b.start);
  const keys: Key[] = [];
  for (const { from, to, start, length, easing } of tweens) {
    if (from === undefined || to === undefined || length <= 0) continue;
    const last = keys.at(-1);
    const a = convert(from);
    // The value before stays until this tween begins, then jumps.
    if (!last || last.value !== a || start > last.at)
      keys.push({ at: time(last ? Math.max(start, last.at + 0.001) : start), value: a, ...(last && { easing: 'hold' }) });
    keys.push({ at: time(Math.max(start + length, keys.at(-1)!.at + 0.001)), value: convert(to), easing });
  }
  if (keys.length === 0) {
    session.drop(part.at(key), 'No tween here lasts any time.');
    return undefined;
  }
  return keys;
}

function easingOf(tween: Part, session: Session): string {
  const how = tween.text('interpolation') ?? 'linear';
  const curve = tween.text('easing');
  if (how === 'constant') return 'hold';
  if (how === 'linear' && curve === undefined) return 'linear';
  const name = curve ?? 'easeInOut';
  if (EASING_NAMES.includes(name)) return name;
  const ours =
    name.startsWith('easeInOut') || name === 'ease'
      ? 'easeInOut'
      : name.startsWith('easeIn')
        ? 'easeIn'
        : name.startsWith('easeOut')
          ? 'easeOut'
          : null;
  if (!ours) session.drop(tween.at('easing'), `The curve "${name}" is not offered; easeInOut was taken.`);
  return ours ?? 'easeInOut';
}

const time = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
