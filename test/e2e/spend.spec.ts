import { expect, it, jest } from '@jest/globals';
import { runSpend, SHORT } from '../../tools/chaos/spend.ts';

jest.setTimeout(900_000);

it('buys each of thirty intents once at most while half of the purchases are cut and workers die', async () => {
  const runs: Record<string, { deaths: number; stops: number }> = {};
  const figures = await runSpend({
    ...{ intents: 30, seed: 7, faultRate: 0.5, workers: 3 },
    pace: SHORT,
    say: () => {},
    onRun: (name, run) => {
      runs[name] = run;
    },
  });
  expect(Object.keys(runs)).toEqual(['plain', 'bare-listing', 'no-public-url']);
  const deaths = Object.values(runs).reduce((all, run) => all + run.deaths, 0);
  // So that it is certain that something was cut at all.
  expect(deaths).toBeGreaterThan(3);
  expect(figures).toMatchObject({ intents: 30, doubles: 0, ambiguous: 0, lost: 0 });
  expect(figures.billed).toBeGreaterThan(10);
  expect(figures.billed + figures.parked).toBeGreaterThanOrEqual(30);
});
