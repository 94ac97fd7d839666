import type { Rational } from '../media.ts';

/** Whether frames of this rate can be counted by timecodes: whole rates and their NTSC sisters. */
export const isCounted = ({ num, den }: Rational): boolean => den === 1 || (den === 1001 && num % 1000 === 0);

/** HH:MM:SS:FF of a frame counted from zero, without drop-frame: the hour of 29.97 is 3.6 s longer than the clock's. */
export function timecode(frame: number, rate: Rational): string {
  const nominal = Math.round(rate.num / rate.den);
  const seconds = Math.floor(frame / nominal);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, frame % nominal];
  return parts.map((n) => String(n).padStart(2, '0')).join(':');
}
