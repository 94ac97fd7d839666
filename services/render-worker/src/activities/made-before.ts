import { objectKeys } from '@workprint/contracts';
import { StorageError } from '@workprint/storage';
import type { Dependencies } from './dependencies.ts';
import { downloadChecked } from './download.ts';

/** Where a file lies that was made of certain parts, and what it holds. */
export interface Made {
  objectKey: string;
  bytes: number;
  sha256: string;
}

interface Wanted {
  workspaceId: string;
  /** Of its parts: deliveryKey, posterKey. null: it is never the same twice. */
  key: string | null;
  contentType: string;
  /** Where it shall lie. */
  objectKey: string;
  /** Where it is read to, to be checked. */
  path: string;
}

type Needs = Pick<Dependencies, 'store' | 'log'>;

/** Copies a file that an earlier render made of the same parts. null when there is none, or it is gone or damaged: then it is made. */
export const copyMadeBefore = async ({ store, log }: Needs, wanted: Wanted, signal: AbortSignal): Promise<Made | null> => {
  const { workspaceId, key, contentType, objectKey, path } = wanted;
  if (key === null) return null;
  try {
    const found = await store.getJson<Made>(objectKeys.made(workspaceId, key), { signal });
    if (!(await downloadChecked({ store }, found, path, signal))) {
      log.info({ objectKey: found.objectKey, key }, 'a file that was made before is gone or damaged: it is made again');
      return null;
    }
    if (found.objectKey !== objectKey) await store.copy(found.objectKey, objectKey, { contentType, sha256: found.sha256, signal });
    return { ...found, objectKey };
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
};

/** Notes what was made of which parts, for the next render. */
export const noteMade = async (
  { store }: Needs,
  workspaceId: string,
  key: string | null,
  made: Made,
  signal: AbortSignal,
): Promise<void> => {
  if (key !== null) await store.putJson(objectKeys.made(workspaceId, key), made, { signal });
};
