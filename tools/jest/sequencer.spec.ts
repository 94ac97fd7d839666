import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../paths.mjs';
import { LONG, spread } from './sequencer.mjs';

describe('the order of the suites', () => {
  it('lets those that wait run beside those that compute, the longest of each first', () => {
    const [waiting, computing] = [
      ['test/e2e/spend.spec.ts', 'test/e2e/kill.spec.ts', 'test/e2e/stop.spec.ts', 'test/e2e/frame.spec.ts'],
      ['services/render-worker/test/gallery.spec.ts', 'packages/timeline/test/random.spec.ts', 'a.spec.ts', 'b.spec.ts', 'c.spec.ts'],
    ];
    const order = spread([...computing, ...waiting].toReversed());
    expect(order.toSorted()).toEqual([...waiting, ...computing].toSorted());
    expect(order.filter((file) => file.startsWith('test/e2e/')).slice(0, 2)).toEqual(waiting.slice(0, 2));
    expect(order.filter((file) => !file.startsWith('test/e2e/')).slice(0, 2)).toEqual(computing.slice(0, 2));
    expect(order.slice(0, 2).toSorted()).toEqual([computing[0], waiting[0]]);
    expect(order.slice(-1)[0]).toMatch(/^[abc]\.spec/);
  });

  it('names suites that are there', () => {
    expect(Object.keys(LONG).filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
