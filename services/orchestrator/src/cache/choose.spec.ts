import { describe, expect, it } from '@jest/globals';
import { chooseEvicted } from './choose.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const used = (daysAgo: number, bytes = 10, held = false) => ({ daysAgo, bytes, held, usedAt: new Date(NOW - daysAgo * DAY) });
const gone = (all: ReturnType<typeof used>[], bytes: number, days = 30) =>
  [...chooseEvicted(all, { bytes, days }, NOW)].map(([one, why]) => [one.daysAgo, why]);

describe('what leaves a cache', () => {
  it('is what nobody used for too long, however little there is', () => {
    expect(gone([used(1), used(31), used(29), used(40)], 1000)).toEqual([
      [40, 'age'],
      [31, 'age'],
    ]);
  });

  it('is what was used longest ago, until the rest fits', () => {
    expect(gone([used(1), used(4), used(3), used(2)], 25)).toEqual([
      [4, 'size'],
      [3, 'size'],
    ]);
    expect(gone([used(1), used(2)], 20)).toEqual([]);
  });

  it('is never what is in use, which counts all the same', () => {
    expect(gone([used(50, 10, true), used(5), used(1)], 20)).toEqual([[5, 'size']]);
    expect(gone([used(50, 100, true)], 20)).toEqual([]);
  });
});
