import { eased } from './eased.ts';
import type { Counting, TitleSpec } from './title-spec.ts';

/** Stands in a text where its number is. */
export const COUNTER = '{counter}';

/** The number a counter shows in frame k of the clip, written. */
export function counted(counter: Counting, k: number): string {
  const { from, to, frames, easing } = counter;
  const u = frames <= 1 ? 1 : k / (frames - 1);
  return written(counter, from + (to - from) * eased(easing, u));
}

/** Text of a title in frame k of the clip. */
export const wordingAt = ({ text, counter }: TitleSpec, k: number): string =>
  counter === null ? text.text : text.text.replaceAll(COUNTER, () => counted(counter, k));

/** A number as wide as any the counter comes to. */
export function widest(counter: Counting): string {
  const digits = (n: number): number => Math.trunc(Math.abs(n)).toString().length;
  const most = Math.max(digits(counter.from), digits(counter.to));
  const sign = Math.min(counter.from, counter.to) < 0 ? '-' : '';
  return decorated(counter, `${sign}${'0'.repeat(most)}`, '0'.repeat(counter.decimals));
}

function written(counter: Counting, value: number): string {
  const fixed = value.toFixed(counter.decimals);
  const [whole = '0', part = ''] = (Number(fixed) === 0 ? fixed.replace('-', '') : fixed).split('.');
  return decorated(counter, whole, part);
}

function decorated({ prefix, suffix, separator }: Counting, whole: string, part: string): string {
  const grouped = separator === '' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, () => separator);
  // A comma between thousands is a country where the point is the decimal sign, and the other way round.
  const point = separator === '.' ? ',' : '.';
  return `${prefix}${grouped}${part === '' ? '' : point + part}${suffix}`;
}
