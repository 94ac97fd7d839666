import { describe, expect, it } from '@jest/globals';
import { renderOrder } from './render-order.ts';

const chunks = (...frames: number[]) => frames.map((count, index) => ({ index, frames: count }));

describe('the order chunks are begun in', () => {
  it('is the timeline’s, the last four longest first', () => {
    expect(renderOrder(chunks(60, 180, 60, 90, 120, 90))).toEqual([0, 1, 4, 3, 5, 2]);
    expect(renderOrder(chunks(128, 75, 60, 97))).toEqual([0, 3, 1, 2]);
    expect(renderOrder(chunks(120, 120, 120, 120, 120))).toEqual([0, 1, 2, 3, 4]);
    expect(renderOrder(chunks(60, 90))).toEqual([1, 0]);
    expect(renderOrder([])).toEqual([]);
  });
});
