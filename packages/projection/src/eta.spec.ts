import { describe, expect, it } from '@jest/globals';
import { RECORDED, type Recorded } from '../test/recorded-renders.ts';
import { type ChunkSeconds, smoothed, timeLeft } from './eta.ts';

const chunks = (change: Partial<ChunkSeconds> = {}): ChunkSeconds => ({
  ...{ chunksLeft: 4, running: 0, secondsLeft: 12, longestLeft: 3, secondsMade: 0, secondsSpent: 0 },
  ...change,
});

describe('the time left', () => {
  it('is what the chunks have left, on the slots there are, and the tail', () => {
    expect(timeLeft(chunks(), { slots: 2, tailSeconds: 1.5 })).toBeCloseTo(7.5);
    expect(timeLeft(chunks(), { slots: 9, tailSeconds: 0 })).toBeCloseTo(3);
    expect(timeLeft(chunks({ chunksLeft: 0, secondsLeft: 0 }), { slots: 2, tailSeconds: 1.5 })).toBe(1.5);
    expect(timeLeft(chunks({ running: 4 }), { slots: null, tailSeconds: null })).toBeCloseTo(4);
  });

  it('is never less than the longest chunk has', () => {
    expect(timeLeft(chunks({ secondsLeft: 10, longestLeft: 8 }), { slots: 4, tailSeconds: 0 })).toBeCloseTo(8);
  });

  it('takes on the render’s own pace, the more of it is made', () => {
    const pace = (secondsMade: number) =>
      timeLeft(chunks({ secondsMade, secondsSpent: 2 * secondsMade }), { slots: 1, tailSeconds: 0 }) / 12;
    expect(pace(0)).toBe(1);
    expect(pace(0.75)).toBeCloseTo(1.5); // a quarter of a chunk
    expect(pace(100)).toBeCloseTo(2, 1);
  });
});

describe('what is told', () => {
  it('counts down while nothing is new, and follows good news at once', () => {
    expect(smoothed(null, 0, 40)).toBe(40);
    expect(smoothed(40, 1, 39)).toBe(39);
    expect(smoothed(40, 1, 41)).toBe(39);
    let told = 700;
    for (let second = 1; second <= 6; second++) told = smoothed(told, 1, 40 - second);
    expect(told).toBeLessThan(80);
  });

  it('follows bad news slowly, but is never far too small', () => {
    const told = smoothed(20, 1, 30);
    expect(told).toBeGreaterThan(19);
    expect(told).toBeLessThan(22);
    expect(smoothed(0, 1, 30)).toBe(15);
  });
});

/** What joining took longer than could be foreseen. */
const JOINING = 10;

interface Told {
  told: number;
  left: number;
  /** Frames were made. */
  made: boolean;
  /** By how much the end moved away, and by how much it had to. */
  back: number;
  must: number;
}

/** What was told of a recorded render at each report, and what was true. */
function told({ outlook, reports, seconds }: Recorded): Told[] {
  let [eta, at, nearest]: [number | null, number, number] = [null, 0, Number.POSITIVE_INFINITY];
  return reports.map(({ at: now, ...counts }) => {
    const raw = timeLeft(counts, outlook);
    const before = eta;
    eta = smoothed(eta, now - at, raw);
    const back = before === null ? 0 : Math.max(0, eta - Math.max(0, before - (now - at)));
    // The end as it looks now, against the earliest end that was ever told.
    const must = Math.max(0, now + raw - nearest);
    nearest = Math.min(nearest, now + eta);
    at = now;
    return { told: eta, left: seconds - now, made: counts.secondsMade > 0, back, must };
  });
}

describe.each(RECORDED.map((one) => [one.what, one] as const))('of %s', (_, recorded) => {
  it('the end is never told far too late, nor, once frames are made, far too early', () => {
    for (const { told: eta, left, made } of told(recorded)) {
      expect(eta).toBeLessThan(3 * left + 3);
      if (made) expect(eta).toBeGreaterThan(left / 3 - JOINING);
    }
  });

  it('it never jumps back by more than it must', () => {
    for (const { back, must } of told(recorded)) expect(back).toBeLessThanOrEqual(must + 1e-9);
  });
});
