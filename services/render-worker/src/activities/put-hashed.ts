import { stat } from 'node:fs/promises';
import { hashFile } from '../source-cache/index.ts';
import type { Dependencies } from './dependencies.ts';

/** A file's hash and size. */
export const hashed = async (path: string, signal: AbortSignal): Promise<{ sha256: string; bytes: number }> => {
  const [sha256, { size: bytes }] = await Promise.all([hashFile(path, signal), stat(path)]);
  return { sha256, bytes };
};

/** Puts a file into the store under its hash's care; returns what it holds. */
export const putHashed = async (
  { store }: Pick<Dependencies, 'store'>,
  objectKey: string,
  path: string,
  contentType: string,
  signal: AbortSignal,
): Promise<{ sha256: string; bytes: number }> => {
  const facts = await hashed(path, signal);
  await store.putFile(objectKey, path, { contentType, sha256: facts.sha256, signal });
  return facts;
};
