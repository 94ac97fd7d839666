import { describe, expect, it } from '@jest/globals';
import { gapsOf } from './handovers.ts';

describe('gaps between chunks', () => {
  it('are those of one worker, in the order of time', () => {
    const span = (worker: string, start: number, end: number) => ({ worker, start, end });
    expect(gapsOf([span('a', 100, 180), span('b', 0, 90), span('a', 0, 95), span('b', 130, 300), span('a', 200, 250)])).toEqual([
      5, 20, 40,
    ]);
    expect(gapsOf([span('a', 0, 10)])).toEqual([]);
  });
});
