import { StorageError } from '@workprint/storage';
import { FailureError } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import { downloadChecked } from './download.ts';

/**
 * Puts what the cache has at `path`: from this machine's disk while the store says that it still has the same, else from the store. False when
 * it is missing or holds other bytes.
 */
export const placeCached = async (
  { store, sources }: Pick<Dependencies, 'store' | 'sources'>,
  { objectKey, sha256, bytes }: { objectKey: string; sha256: string; bytes: number | bigint },
  path: string,
  signal: AbortSignal,
): Promise<boolean> => {
  const head = await store.head(objectKey, { signal });
  if (head === null) return false;
  // A store that says no hashes: only the bytes tell.
  if (head.sha256 === undefined) return downloadChecked({ store }, { objectKey, sha256 }, path, signal);
  if (head.sha256 !== sha256 || head.bytes !== Number(bytes)) return false;
  try {
    await sources.place({ objectKey, sha256, bytes: Number(bytes) }, path, signal);
    return true;
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'STORAGE_FAILED') return false;
    if (error instanceof StorageError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
};
