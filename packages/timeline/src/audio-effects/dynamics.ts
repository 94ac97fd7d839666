import { decimal } from '../compile/curves.ts';
import { between, factorOf, look } from './effect.ts';

interface Times {
  /** ms. */
  attack: number;
  release: number;
}

const factor = (db: number): string => decimal(factorOf(db));
const times = ({ attack, release }: Times): string => `attack=${decimal(attack)}:release=${decimal(release)}`;
const TIMES = { attack: between(0.1, 2000), release: between(1, 9000) };

/** Of the level's mean square; the louder side counts for both, so that the middle stays in the middle. */
const DETECTION = 'detection=rms:link=maximum';

export const compressor = look<Times & Record<'threshold' | 'ratio' | 'knee' | 'makeup', number>>(
  { threshold: between(-60, 0), ratio: between(1, 20), ...TIMES, knee: between(0, 18), makeup: between(0, 36) },
  { threshold: -18, ratio: 4, attack: 10, release: 150, knee: 6, makeup: 0 },
  {
    filters: (s) => [
      `acompressor=threshold=${factor(s.threshold)}:ratio=${decimal(s.ratio)}:${times(s)}:knee=${factor(s.knee)}:makeup=${factor(s.makeup)}:${DETECTION}`,
    ],
  },
);

export const gate = look<Times & Record<'threshold' | 'ratio' | 'range', number>>(
  { threshold: between(-90, 0), ratio: between(1, 100), range: between(-90, 0), ...TIMES },
  { threshold: -45, ratio: 10, range: -90, attack: 5, release: 150 },
  {
    filters: (s) => [
      `agate=threshold=${factor(s.threshold)}:ratio=${decimal(s.ratio)}:range=${factor(s.range)}:${times(s)}:knee=1:${DETECTION}`,
    ],
  },
);

/** It looks ahead as long as its attack; ffmpeg makes up for that itself. */
export const limiter = look<Times & { ceiling: number }>(
  { ceiling: between(-24, 0), attack: between(0.1, 80), release: between(1, 8000) },
  { ceiling: -1, attack: 5, release: 50 },
  { filters: (s) => [`alimiter=limit=${factor(s.ceiling)}:${times(s)}:level=0:latency=1`] },
);
