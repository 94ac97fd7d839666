import { describe, expect, it } from '@jest/globals';
import { CUTS, cutOf, intentOf, promptOf } from './cuts.ts';
import { isGood, sum, tally } from './tally.ts';

describe('the figures of a run', () => {
  it('tell doubles, open, parked and lost ones apart', () => {
    const outcomes = ['COMPLETED', 'COMPLETED', 'PARKED', 'PARKED', 'RUNNING', 'FAILED', 'FAILED', 'CANCELED'].map((status, intent) => ({
      intent,
      status,
    }));
    // 1 was bought three times, 3 was parked after it was bought, 5 failed after it was bought, 6 and 7 never were.
    expect(tally(outcomes, [0, 1, 1, 1, 3, 4, 5])).toEqual({ intents: 8, billed: 7, doubles: 2, ambiguous: 1, parked: 2, lost: 1 });
  });

  it('add up, and say whether they are good', () => {
    const clean = { intents: 200, billed: 190, doubles: 0, ambiguous: 1, parked: 10, lost: 0 };
    expect(sum([clean, clean])).toEqual({ intents: 400, billed: 380, doubles: 0, ambiguous: 2, parked: 20, lost: 0 });
    expect(isGood(clean)).toBe(true);
    for (const worse of [{ doubles: 1 }, { lost: 1 }, { ambiguous: 2 }]) expect(isGood({ ...clean, ...worse })).toBe(false);
  });
});

describe('the cuts', () => {
  const plan = { seed: 7, rate: 0.3 };
  const drawn = (seed: number, rate: number) => Array.from({ length: 1000 }, (_, i) => cutOf({ seed, rate }, i, 0));

  it('follow from the seed, at the rate that is asked for, all six of them', () => {
    const cuts = drawn(7, 0.3);
    expect(drawn(7, 0.3)).toEqual(cuts);
    expect(drawn(8, 0.3)).not.toEqual(cuts);
    const some = cuts.filter((cut) => cut !== null);
    expect(some.length).toBeGreaterThan(250);
    expect(some.length).toBeLessThan(350);
    for (const cut of CUTS) expect(some.filter((one) => one === cut).length).toBeGreaterThan(25);
    expect(drawn(7, 0).every((cut) => cut === null)).toBe(true);
  });

  it('leave later attempts alone, and know an intent by its prompt', () => {
    for (let intent = 0; intent < 50; intent++) expect(cutOf({ ...plan, rate: 1 }, intent, 2)).toBeNull();
    expect([intentOf(promptOf(12)), intentOf('a river'), intentOf(null)]).toEqual([12, null, null]);
  });
});
