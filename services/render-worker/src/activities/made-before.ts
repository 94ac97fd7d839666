import { objectKeys } from '@workprint/contracts';
import { type ObjectHead, StorageError } from '@workprint/storage';
import type { Dependencies } from './dependencies.ts';

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
}

type Needs = Pick<Dependencies, 'store' | 'log'>;

/**
 * Lets the store copy a file that an earlier render made of the same parts: no byte of it is read here. null when there is none, or it is gone
 * or no more what it was: then it is made.
 */
export const copyMadeBefore = async ({ store, log }: Needs, wanted: Wanted, signal: AbortSignal): Promise<Made | null> => {
  const { workspaceId, key, contentType, objectKey } = wanted;
  if (key === null) return null;
  const found = await noted(store, objectKeys.made(workspaceId, key), signal);
  if (found === null) return null;
  const { sha256, bytes } = found;
  // A try that was lost after this has copied it already.
  if (found.objectKey === objectKey) return isThere(await store.head(objectKey, { signal }), found) ? found : null;
  if ((await store.copyIfSame(found.objectKey, objectKey, { sha256, bytes }, { contentType, sha256, signal })) !== null)
    return { ...found, objectKey };
  log.info({ objectKey: found.objectKey, key }, 'a file that was made before is gone or damaged: it is made again');
  return null;
};

const isThere = (head: ObjectHead | null, { sha256, bytes }: Made): boolean => head?.sha256 === sha256 && head.bytes === bytes;

const noted = async (store: Needs['store'], noteKey: string, signal: AbortSignal): Promise<Made | null> => {
  try {
    return await store.getJson<Made>(noteKey, { signal });
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
