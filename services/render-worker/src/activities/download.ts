import { StorageError } from '@workprint/storage';
import { hashFile } from '../source-cache/index.ts';
import type { Dependencies } from './dependencies.ts';

/** Gets a cached object and checks its hash. False when it is missing or holds other bytes. */
export const downloadChecked = async (
  { store }: Pick<Dependencies, 'store'>,
  object: { objectKey: string; sha256: string },
  path: string,
  signal: AbortSignal,
): Promise<boolean> => {
  try {
    await store.getToFile(object.objectKey, path, { signal });
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
  return (await hashFile(path, signal)) === object.sha256;
};

/** Runs `work` over all items, a few at a time; waits for those under way before it throws. */
export const eachBounded = async <T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  let broken = false;
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (broken) return;
      await work(item).catch((error: unknown) => {
        broken = true;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
};
