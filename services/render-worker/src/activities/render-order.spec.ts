import { describe, expect, it } from '@jest/globals';
import { renderOrder } from './render-order.ts';

const order = (seconds: number[], slots = 2, watched = true) =>
  renderOrder(
    seconds.map((_, index) => ({ index })),
    { slots, watched, seconds: (index) => seconds[index]! },
  );

describe('the order chunks are begun in', () => {
  it('is the timeline’s where it is watched, of the last two for each slot the longest first', () => {
    expect(order([6, 18, 6, 9, 12, 9])).toEqual([0, 1, 4, 3, 5, 2]);
    expect(order([6, 18, 6, 9, 12, 9], 1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(order([6, 18, 6, 9, 12, 9], 3)).toEqual([1, 4, 3, 5, 0, 2]);
    expect(order([12, 12, 12, 12, 12])).toEqual([0, 1, 2, 3, 4]);
    expect(order([6, 9])).toEqual([1, 0]);
    expect(order([])).toEqual([]);
  });

  it('is longest first throughout where nobody watches', () => expect(order([6, 18, 6, 9, 12, 9], 1, false)).toEqual([1, 4, 3, 5, 0, 2]));
});
