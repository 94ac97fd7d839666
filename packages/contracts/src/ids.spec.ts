import { describe, expect, it } from '@jest/globals';
import { lastPlans, objectKeys, planRevision } from './ids.ts';

describe('the plans a render was made by', () => {
  const of = (revision: number, position: number) => objectKeys.plan('w', 'r', revision, position);

  it('are those of its last revision, in order', () => {
    const keys = [
      of(1, 0),
      of(1, 1),
      of(2, 10),
      of(2, 2),
      of(2, 0),
      of(2, 1),
      objectKeys.timeline('w', 'r'),
      objectKeys.output('w', 'r', 'manifest.json'),
    ];
    expect(lastPlans(keys)).toEqual([of(2, 0), of(2, 1), of(2, 2), of(2, 10)]);
    expect(lastPlans([objectKeys.timeline('w', 'r')])).toEqual([]);
  });

  it('have the rates of the last round, and are no first passes', () => {
    const rates = (position: number, round: number) => objectKeys.allotted('w', 'r', 1, position, round);
    const keys = [rates(0, 1), rates(0, 0), of(1, 0), of(1, 1), objectKeys.measurePlan('w', 'r', 1, 0)];
    expect(lastPlans(keys)).toEqual([rates(0, 1), of(1, 1)]);
  });
});

it('a plan of any kind says which revision it is of', () => {
  const plans = [3, 12].flatMap((revision) => [
    objectKeys.plan('w', 'r', revision, 0),
    objectKeys.plan('w', 'r', revision, 1),
    objectKeys.measurePlan('w', 'r', revision, 0),
    objectKeys.allotted('w', 'r', revision, 1, 2),
  ]);
  expect(plans.map(planRevision)).toEqual([3, 3, 3, 3, 12, 12, 12, 12]);
});
