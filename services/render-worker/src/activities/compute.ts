import { addCompute } from '@workprint/projection';
import type { Dependencies } from './dependencies.ts';

/** Runs one try of a step and adds the seconds it took, however it ended, to what workers have worked for the render. */
export const counted = async <T>(
  { db, log }: Pick<Dependencies, 'db' | 'log'>,
  { workspaceId, renderId }: { workspaceId: string; renderId: string },
  work: () => Promise<T>,
): Promise<T> => {
  const since = performance.now();
  try {
    return await work();
  } finally {
    const seconds = (performance.now() - since) / 1000;
    // The step is done: that it can't be counted is no reason to do it again.
    await db
      .withWorkspace(workspaceId, (tx) => addCompute(tx, renderId, seconds))
      .catch((err: unknown) => log.warn({ err, renderId }, 'what a step took could not be written down'));
  }
};
