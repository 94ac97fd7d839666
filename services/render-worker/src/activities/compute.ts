import { addCompute, type Tx } from '@workprint/projection';
import type { Dependencies } from './dependencies.ts';
import type { Owner } from './owner.ts';

/** Adds what a step took so far in a transaction of its own. First in it: it takes the render's lock. */
export type FileCompute = (tx: Tx) => Promise<void>;

/**
 * Runs one try of a step and adds the seconds it took, however it ended, to what workers have worked for the render. A step whose last
 * transaction has filed them saves another one.
 */
export const counted = async <T>(
  { db, log }: Pick<Dependencies, 'db' | 'log'>,
  { workspaceId, renderId }: Owner,
  work: (file: FileCompute) => Promise<T>,
): Promise<T> => {
  const since = performance.now();
  const add: FileCompute = (tx) => addCompute(tx, renderId, (performance.now() - since) / 1000);
  let [filed, done] = [false, false];
  try {
    const made = await work(async (tx) => {
      await add(tx);
      filed = true;
    });
    done = true;
    return made;
  } finally {
    // The step is done: that it can't be counted is no reason to do it again.
    if (!filed || !done)
      await db
        .withWorkspace(workspaceId, add)
        .catch((err: unknown) => log.warn({ err, renderId }, 'what a step took could not be written down'));
  }
};
