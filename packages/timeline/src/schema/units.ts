import type { Length } from '../framing.ts';

/** "#abc" → "#aabbcc", lower case. */
export function hex(color: string): string {
  const digits = color.slice(1).toLowerCase();
  return `#${digits.length <= 4 ? [...digits].map((d) => d + d).join('') : digits}`;
}

/** 12, "12px" or "5%". */
export function length(value: number | string): Length {
  if (typeof value === 'number') return { value, unit: 'px' };
  return value.endsWith('%') ? { value: Number(value.slice(0, -1)), unit: '%' } : { value: Number(value.slice(0, -2)), unit: 'px' };
}
