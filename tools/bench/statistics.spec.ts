import { describe, expect, it } from '@jest/globals';
import { median, quantile, rotated, spread } from './statistics.ts';

describe('statistics', () => {
  it('takes ranks, not interpolations', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(quantile([4, 1, 3, 2], 0.95)).toBe(4);
    expect(quantile([5], 0)).toBe(5);
    expect(median([])).toBeNaN();
  });

  it('says median, least and most', () => expect(spread([1.23456, 3, 2])).toEqual({ median: 2, min: 1.235, max: 3 }));

  it('lets each be first in turn', () => {
    expect(rotated(['a', 'b', 'c'], 0)).toEqual(['a', 'b', 'c']);
    expect(rotated(['a', 'b', 'c'], 4)).toEqual(['b', 'c', 'a']);
  });
});
