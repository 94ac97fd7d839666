import { stat } from 'node:fs/promises';
import { deleteChunks, findChunks, insertChunk, type NewChunk, replaceChunk, type Tx } from '@workprint/projection';
import { hashFile } from '../source-cache/index.ts';
import type { Dependencies } from './dependencies.ts';

/** A finished, verified file and the key it is published under. */
export interface Publication {
  workspaceId: string;
  key: string;
  kind: 'video' | 'audio' | 'mezzanine';
  objectKey: string;
  contentType: string;
  /** Frames of video, samples of audio. */
  length: number;
  keyParts: Record<string, string>;
  /** The render it was made for; null: for none (a single frame). */
  renderId: string | null;
  file: string;
}

type Needs = Pick<Dependencies, 'db' | 'store' | 'sources' | 'log' | 'counters' | 'workerId' | 'ffmpeg'>;

/** What a cached object is known by; null when the cache has none. An object whose row was lost is taken in again. */
export const findPublished = async (
  needs: Needs,
  wanted: Omit<Publication, 'file' | 'contentType' | 'renderId'>,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string } | null> => {
  const head = await needs.store.head(wanted.objectKey, { signal });
  // Mostly: it is to be made. A row of an object that is gone is written anew with the next one.
  if (head?.sha256 === undefined) return null;
  const { sha256, bytes } = head;
  const damaged = await needs.db.withWorkspace(wanted.workspaceId, async (tx) => {
    const [row] = await findChunks(tx, [wanted.key]);
    // Nobody knows for whom it was made.
    if (row === undefined) await insertChunk(tx, rowOf(needs, { ...wanted, renderId: null }, { sha256, bytes }));
    else if (row.sha256 !== sha256) await deleteChunks(tx, [wanted.key]);
    return row !== undefined && row.sha256 !== sha256;
  });
  return damaged ? null : { bytes, sha256 };
};

/** What of a publication was there already. */
export interface Published {
  reused: boolean;
  bytes: number;
}

/** One conditional PUT; whoever comes second uses what is there. */
export const publishOnce = async (needs: Needs, made: Publication, signal: AbortSignal): Promise<Published> => {
  const put = await putAll(needs, [made], signal);
  await needs.db.withWorkspace(made.workspaceId, (tx) => fileAll(tx, put));
  return put[0]!;
};

/** Objects that are in the store and still to be filed. */
export interface Stored extends Published {
  row: NewChunk;
}

/** The objects only, side by side. */
export const putAll = (needs: Needs, made: readonly Publication[], signal: AbortSignal): Promise<Stored[]> =>
  Promise.all(
    made.map(async (one) => {
      const { stored, ...file } = await putOnce(needs, one, signal);
      return { reused: !stored, bytes: file.bytes, row: rowOf(needs, one, file) };
    }),
  );

/** Their rows. */
export const fileAll = async (tx: Tx, put: readonly Stored[]): Promise<void> => {
  // In one order, so that two that file the same keys never wait for each other.
  for (const { reused, row } of [...put].sort((a, b) => (a.row.key < b.row.key ? -1 : 1)))
    await (reused ? insertChunk(tx, row) : replaceChunk(tx, row));
};

const putOnce = async (needs: Needs, made: Publication, signal: AbortSignal) => {
  const { store, log, counters } = needs;
  const [sha256, { size: bytes }] = await Promise.all([hashFile(made.file, signal), stat(made.file)]);
  const options = { contentType: made.contentType, sha256, signal };
  const outcome = await store.putFileIfAbsent(made.objectKey, made.file, options);
  // Whoever joins it here, or cuts it for other players, need not bring it. It is in the store: that is enough.
  await needs.sources
    .keep({ sha256, bytes }, made.file)
    .catch((err: unknown) => log.warn({ err, objectKey: made.objectKey }, 'a finished file is not kept on this disk'));
  if (outcome === 'stored') return { stored: true, sha256, bytes };
  const head = await store.head(made.objectKey, { signal });
  if (head?.sha256 === sha256 && head.bytes === bytes) return { stored: false, sha256, bytes };
  // One key gives the same bytes: what is there is damaged. Ours is verified, so it takes its place.
  log.warn({ objectKey: made.objectKey, found: head, made: { sha256, bytes } }, 'a published object is not what its key says: replaced');
  counters.mismatches.inc();
  await store.putFile(made.objectKey, made.file, options);
  return { stored: true, sha256, bytes };
};

const rowOf = (
  { workerId, ffmpeg }: Needs,
  { key, kind, objectKey, length, keyParts, renderId }: Omit<Publication, 'file' | 'contentType'>,
  { bytes, sha256 }: { bytes: number; sha256: string },
): NewChunk => ({
  ...{ key, kind, objectKey, bytes, sha256, frames: length },
  keyParts: { parts: keyParts, worker: workerId, ffmpeg: ffmpeg.version, renderId },
});

/** Forgets a missing or damaged object, row first, so that it is made again. */
export const forget = async (
  { db, store }: Pick<Needs, 'db' | 'store'>,
  workspaceId: string,
  key: string,
  objectKey: string,
): Promise<void> => {
  await db.withWorkspace(workspaceId, (tx) => deleteChunks(tx, [key]));
  await store.remove([objectKey]);
};
