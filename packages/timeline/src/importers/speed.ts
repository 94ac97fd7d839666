import type { Session } from './session.ts';

/** What a timeline allows. */
const [SLOWEST, FASTEST] = [0.1, 10];

/** A speed as a clip says it, in thousandths; one beyond the limits is moved to them and listed. Nothing for 1. */
export function speedOf(factor: number, path: string, session: Session): { speed?: number } {
  const speed = Math.min(FASTEST, Math.max(SLOWEST, Math.round(factor * 1000) / 1000));
  if (Math.abs(speed - factor) > 0.0005)
    session.drop(path, `A speed of ${round(factor)} lies outside ${SLOWEST} to ${FASTEST}; ${speed} was taken.`);
  return speed === 1 ? {} : { speed };
}

const round = (n: number): number => Math.round(n * 1000) / 1000;
