import base from '@jest/test-sequencer';

const Sequencer = /** @type {typeof import('@jest/test-sequencer').default} */ (base.default ?? base);

/** Whole stacks first: they take longest, and what comes last should be short, so that no core is idle at the end. */
export default class LongestFirst extends Sequencer {
  /** @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const whole = sorted.filter((test) => test.path.includes('/e2e/'));
    return [...whole, ...sorted.filter((test) => !whole.includes(test))];
  }
}
