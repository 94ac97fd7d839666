import type { Session } from './session.ts';

const NAMES: Record<string, string> = {
  black: '#000000',
  white: '#ffffff',
  red: '#ff0000',
  green: '#008000',
  lime: '#00ff00',
  blue: '#0000ff',
  yellow: '#ffff00',
  cyan: '#00ffff',
  magenta: '#ff00ff',
  orange: '#ffa500',
  purple: '#800080',
  pink: '#ffc0cb',
  gray: '#808080',
  grey: '#808080',
  transparent: '#00000000',
};

/** A colour as "#rrggbb" or "#rrggbbaa"; one that cannot be read is listed. `alphaFirst`: eight digits are #AARRGGBB. */
export function colorOf(session: Session, path: string, value: string | undefined, alphaFirst = false): string | undefined {
  if (value === undefined) return undefined;
  const color = value.trim().toLowerCase();
  if (Object.hasOwn(NAMES, color)) return NAMES[color];
  const hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(color)?.[1];
  if (hex) {
    const digits = hex.length <= 4 ? [...hex].map((d) => d + d).join('') : hex;
    return alphaFirst && digits.length === 8 ? `#${digits.slice(2)}${digits.slice(0, 2)}` : `#${digits}`;
  }
  const rgb = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+))?\s*\)$/.exec(color);
  if (rgb) return `#${[rgb[1], rgb[2], rgb[3]].map((d) => byte(Number(d))).join('')}${rgb[4] ? byte(Number(rgb[4]) * 255) : ''}`;
  session.drop(path, `"${value.slice(0, 40)}" is not a colour that is known here.`);
  return undefined;
}

const byte = (n: number): string =>
  Math.round(Math.min(255, Math.max(0, n)))
    .toString(16)
    .padStart(2, '0');
