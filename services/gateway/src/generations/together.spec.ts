import { describe, expect, it } from '@jest/globals';
import { together } from './together.ts';

/** Work that goes on when it is told to, and what it was given. */
const held = () => {
  const calls: number[][] = [];
  const goOn: (() => void)[] = [];
  const work = async (_: string, asks: number[]): Promise<string[]> => {
    calls.push(asks);
    await new Promise<void>((resolve) => goOn.push(resolve));
    if (asks.some((ask) => ask < 0)) throw new Error('below zero');
    return asks.map((ask) => `did ${ask}`);
  };
  const untilStill = () => new Promise((resolve) => setImmediate(resolve));
  const all = async () => {
    for (await untilStill(); goOn.length > 0; await untilStill()) goOn.shift()!();
  };
  return { calls, work, all, untilStill };
};

describe('together', () => {
  it('does together what comes at once or meanwhile, so many at most', async () => {
    const { calls, work, all, untilStill } = held();
    const one = together(work, 3);
    const first = one('a', 1);
    await untilStill();
    expect(calls).toEqual([[1]]);
    const answers = Promise.all([first, ...[2, 3, 4, 5].map((ask) => one('a', ask))]);
    await all();
    expect(await answers).toEqual([1, 2, 3, 4, 5].map((ask) => `did ${ask}`));
    expect(calls).toEqual([[1], [2, 3, 4], [5]]);
  });

  it('keeps groups apart', async () => {
    const { calls, work, all, untilStill } = held();
    const one = together(work);
    const answers = Promise.all([one('a', 1), one('b', 2)]);
    await untilStill();
    expect(calls).toEqual([[1], [2]]);
    await all();
    await answers;
  });

  it('fails nobody for what another asked', async () => {
    const { calls, work, all } = held();
    const one = together(work);
    const answers = Promise.allSettled([1, 2, -3, 4].map((ask) => one('a', ask)));
    await all();
    expect((await answers).map((a) => a.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(calls).toEqual([[1, 2, -3, 4], [1], [2], [-3], [4]]);
  });
});
