import { createHash } from 'node:crypto';
import { type OutputFile, objectKeys } from '@workprint/contracts';
import { fileAsset, getRender } from '@workprint/projection';
import { eachBounded } from '../activities/download.ts';
import { hashed, putHashed } from '../activities/put-hashed.ts';
import { fail } from '../failure-error.ts';
import type { MadeFile, Work } from './work.ts';

const PARALLEL = 4;

/** Puts what lies beside an output into the store, in the same order; again gives the same. */
export const uploadFiles = async (work: Work, index: number, files: readonly MadeFile[]): Promise<OutputFile[]> => {
  const done: OutputFile[] = [];
  await eachBounded([...files.entries()], PARALLEL, async ([place, file]) => {
    done[place] = await upload(work, index, file);
  });
  return done;
};

const upload = async (work: Work, index: number, file: MadeFile): Promise<OutputFile> => {
  const { needs, workspaceId, renderId, signal } = work;
  const { name, path, contentType } = file;
  if (!file.asset) {
    const objectKey = objectKeys.output(workspaceId, renderId, `${index}/${name}`);
    return { name, contentType, objectKey, ...(await putHashed(needs, objectKey, path, contentType, signal)) };
  }
  const { sha256, bytes } = await hashed(path, signal);
  const facts = { name, contentType, bytes, sha256 };
  const objectKey = objectKeys.asset(workspaceId, sha256);
  await needs.store.putFileIfAbsent(objectKey, path, { contentType, sha256, signal });
  return { ...facts, objectKey, assetId: await asset(work, index, { ...facts, objectKey }) };
};

/** Owned by whoever owns the render. */
const asset = ({ needs, workspaceId, renderId }: Work, index: number, file: OutputFile): Promise<string> =>
  needs.db.withWorkspace(workspaceId, async (tx) => {
    const render = await getRender(tx, renderId);
    if (render === null) throw fail('INTERNAL', `The render ${renderId} is gone.`);
    const { name, contentType, objectKey, sha256, bytes } = file;
    const { createdBy, projectId } = render;
    const id = assetId(renderId, `${index}/${name}/${sha256}`);
    await fileAsset(tx, { id, createdBy, projectId, name, contentType, objectKey, sha256, bytes: BigInt(bytes) });
    return id;
  });

/** The same file of the same render is the same asset: a UUIDv7 with the render's time. */
const assetId = (renderId: string, file: string): string => {
  const hash = createHash('sha256').update(`${renderId}/${file}`).digest('hex');
  return `${renderId.slice(0, 14)}7${hash.slice(0, 3)}-a${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
};
