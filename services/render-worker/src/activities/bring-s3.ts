import { allowedSource, parseS3Address } from '@workprint/contracts';
import { getWorkspace } from '@workprint/projection';
import { ObjectTooLarge, StorageError } from '@workprint/storage';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';

type Needs = Pick<Dependencies, 'db' | 'store' | 'foreign'>;

/** Brings an "s3://" source, if the workspace may read it now: the list may have changed since it was asked for. */
export const bringFromS3 = async (
  { db, store, foreign }: Needs,
  { workspaceId, address, name }: { workspaceId: string; address: string; name: string },
  path: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<void> => {
  const at = parseS3Address(address);
  const workspace = await db.withWorkspace(workspaceId, (tx) => getWorkspace(tx));
  const source = allowedSource(address, workspace?.s3Sources ?? [], store.bucket);
  if (at === null || source === null)
    throw fail('ADDRESS_REFUSED', `This workspace may not read ${address}.`, {
      hint: 'Whoever runs the installation can allow its bucket and prefix.',
    });
  try {
    await foreign.getToFile({ ...at, roleArn: source.roleArn }, path, { maxBytes, signal });
  } catch (error) {
    if (error instanceof ObjectTooLarge)
      throw fail('MEDIA_TOO_LARGE', `"${name}" has more bytes than the ${maxBytes} this workspace allows.`);
    if (error instanceof StorageError && (error.code === 'NOT_FOUND' || error.status === 403)) {
      const hint = 'Check the address, and that the role that reads it may.';
      throw fail('FETCH_FAILED', `${address} can't be read: ${error.message}`, { hint, retryable: false });
    }
    throw error;
  }
};
