import path from 'node:path';
import base from '@jest/test-sequencer';
import { ROOT } from '../paths.mjs';

const Sequencer = /** @type {typeof import('@jest/test-sequencer').default} */ (base.default ?? base);

/**
 * Seconds that the long suites took on two cores; roughly is enough. What is not named here is short.
 * @type {Readonly<Record<string, number>>}
 */
export const LONG = {
  'packages/timeline/test/random-renders.spec.ts': 130,
  'packages/timeline/test/random.spec.ts': 50,
  'packages/timeline/test/time.spec.ts': 40,
  'packages/timeline/test/coverage.spec.ts': 40,
  'packages/timeline/test/codecs.spec.ts': 40,
  'packages/timeline/test/delivered.spec.ts': 40,
  'services/render-worker/src/activities/html.spec.ts': 60,
  'services/render-worker/src/activities/rates.spec.ts': 60,
  'services/render-worker/src/activities/render.spec.ts': 30,
  'services/render-worker/src/activities/sources.spec.ts': 40,
  'services/render-worker/src/chromium/chromium.spec.ts': 90,
  'services/render-worker/src/deliver/deliver.spec.ts': 50,
  'services/render-worker/test/docs.spec.ts': 30,
  'services/render-worker/test/gallery.spec.ts': 190,
  'services/render-worker/test/golden.spec.ts': 40,
  'test/e2e/amend.spec.ts': 110,
  'test/e2e/generations.spec.ts': 110,
  'test/e2e/kill.spec.ts': 150,
  'test/e2e/spend.spec.ts': 230,
  'test/e2e/templates.spec.ts': 80,
  'workflows/test/generation.spec.ts': 40,
  'workflows/test/render.spec.ts': 40,
};
const SHORT = 5;
const SHORT_STACK = 50;

/** @param {string} file */
const isWaiting = (file) => file.startsWith('test/e2e/') || file.startsWith('workflows/test/');
/** @param {string} file */
const secondsOf = (file) => LONG[file] ?? (file.startsWith('test/e2e/') ? SHORT_STACK : SHORT);

/**
 * Suites that mostly wait (whole stacks, workflows with their timers) spread among those that compute, so that at any time both kinds
 * run; the longest first in each, so that no core is idle at the end.
 * @param {readonly string[]} files from the repository's root
 */
export function spread(files) {
  const sorted = files.toSorted((a, b) => secondsOf(b) - secondsOf(a));
  const lanes = [sorted.filter(isWaiting), sorted.filter((file) => !isWaiting(file))];
  const timed = lanes.flatMap((lane) => {
    const total = lane.reduce((sum, file) => sum + secondsOf(file), 0);
    let before = 0;
    return lane.map((file) => {
      const at = before / total;
      before += secondsOf(file);
      return { file, at };
    });
  });
  return timed.toSorted((a, b) => a.at - b.at).map(({ file }) => file);
}

export default class Spread extends Sequencer {
  /** @override @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests */
  async sort(tests) {
    const known = new Map((await super.sort(tests)).map((test) => [path.relative(ROOT, test.path), test]));
    return spread([...known.keys()]).flatMap((file) => known.get(file) ?? []);
  }
}
