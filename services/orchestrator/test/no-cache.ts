import type { Dependencies } from '../src/dependencies.ts';

/** For specs in which nothing is evicted, and for those that say themselves what a cache may hold. */
export const noCache: Pick<Dependencies, 'cache' | 'counters'> = {
  cache: { bytes: 2 ** 40, days: 30 },
  counters: { count: () => {}, hold: () => {} },
};
