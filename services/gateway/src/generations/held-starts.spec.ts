import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { heldStarts, type Patience } from './held-starts.ts';

const LONG = 3_600_000;

/** Starts that are noted, and answers that are given when they are told to. */
const stage = (patience: Patience) => {
  const groups: string[][] = [];
  const starts = heldStarts<{ id: string }>(async (some) => void groups.push(some.map(({ id }) => id)), { quietMs: 5, ...patience });
  const answer = () => {
    let give = (): void => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    return { give, over: starts.before(() => given) };
  };
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await sleep(1);
  };
  return { groups, starts, answer, until };
};

describe('starts that are held', () => {
  it('come after the answers, each once, the oldest first', async () => {
    const { groups, starts, answer, until } = stage({ mostMs: LONG, atOnce: 2 });
    const open = answer();
    for (const id of ['a', 'b', 'a', 'c']) starts.hold({ id });
    await sleep(30);
    expect(groups).toEqual([]);
    open.give();
    await open.over;
    await until(() => groups.length === 2);
    expect(groups).toEqual([['a', 'b'], ['c']]);
  });

  it('wait no longer than they may, while answers go on', async () => {
    const { groups, starts, answer, until } = stage({ mostMs: 20 });
    const open = answer();
    starts.hold({ id: 'a' });
    await until(() => groups.length === 1);
    open.give();
    await open.over;
    expect(groups).toEqual([['a']]);
  });

  it('are made at once when they are released, as the process ends', async () => {
    const { groups, starts, answer } = stage({ mostMs: LONG });
    void answer();
    starts.hold({ id: 'a' });
    await starts.release();
    expect(groups).toEqual([['a']]);
  });

  it('go on after an answer that failed', async () => {
    const { groups, starts, until } = stage({ mostMs: LONG });
    await expect(starts.before(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    starts.hold({ id: 'a' });
    await until(() => groups.length === 1);
  });
});
