import type { Rational } from './media.ts';

/** Times travel as whole microseconds, so that sums of decimal seconds stay exact. */
export const micros = (seconds: number): number => Math.round(seconds * 1e6);

export function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y > 0) [x, y] = [y, x % y];
  return x || 1;
}

export function reduce({ num, den }: Rational): Rational {
  const g = gcd(num, den);
  return { num: num / g, den: den / g };
}

/** Integer rates whose NTSC sister (n·1000/1001) people write as 23.976, 29.97, 59.94 … */
const NTSC = [24, 30, 48, 60, 120];

/** An exact frame rate from a written one: 29.97 → 30000/1001, 12.5 → 25/2. Undefined outside 1 to 120. */
export function rateOf(fps: number): Rational | undefined {
  if (!Number.isFinite(fps) || fps < 1 || fps > 120) return undefined;
  if (Number.isInteger(fps)) return { num: fps, den: 1 };
  for (const n of NTSC) if (Math.abs(fps - (n * 1000) / 1001) < 0.0051) return { num: n * 1000, den: 1001 };
  return reduce({ num: Math.round(fps * 1000), den: 1000 });
}

/** round(µs · rate / 1e6), exactly, halves up. */
export function frameAt(us: number, rate: Rational): number {
  const n = 2n * BigInt(us) * BigInt(rate.num) + 1_000_000n * BigInt(rate.den);
  const d = 2_000_000n * BigInt(rate.den);
  return Number(n >= 0n ? n / d : -((-n + d - 1n) / d));
}

export const secondsOf = (frames: number, rate: Rational): number => (frames * rate.den) / rate.num;

export const SAMPLE_RATE = 48_000;
/** First sample of a frame: round(frame · 48000 / rate). */
export const sampleAt = (frame: number, rate: Rational): number =>
  Number((2n * BigInt(frame) * BigInt(rate.den) * BigInt(SAMPLE_RATE) + BigInt(rate.num)) / (2n * BigInt(rate.num)));
