import { stat } from 'node:fs/promises';
import { deleteChunks, findChunks, insertChunk } from '@workprint/projection';
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

type Needs = Pick<Dependencies, 'db' | 'store' | 'log' | 'counters' | 'workerId' | 'ffmpeg'>;

/** What a cached object is known by; null when the cache has none. An object whose row was lost is taken in again. */
export const findPublished = async (
  needs: Needs,
  wanted: Omit<Publication, 'file' | 'contentType' | 'renderId'>,
  signal: AbortSignal,
): Promise<{ bytes: number; sha256: string } | null> => {
  const [rows, head] = await Promise.all([
    needs.db.withWorkspace(wanted.workspaceId, (tx) => findChunks(tx, [wanted.key])),
    needs.store.head(wanted.objectKey, { signal }),
  ]);
  const row = rows[0];
  if (row !== undefined && row.sha256 === head?.sha256) return { bytes: head.bytes, sha256: row.sha256 };
  if (row !== undefined) {
    await needs.db.withWorkspace(wanted.workspaceId, (tx) => deleteChunks(tx, [wanted.key]));
    return null;
  }
  if (head?.sha256 === undefined) return null;
  // Nobody knows for whom it was made.
  await file(needs, { ...wanted, renderId: null }, { bytes: head.bytes, sha256: head.sha256 });
  return { bytes: head.bytes, sha256: head.sha256 };
};

/** One conditional PUT; whoever comes second uses what is there. */
export const publishOnce = async (needs: Needs, made: Publication, signal: AbortSignal): Promise<{ reused: boolean; bytes: number }> => {
  const { store, log, counters } = needs;
  const [sha256, { size: bytes }] = await Promise.all([hashFile(made.file, signal), stat(made.file)]);
  const options = { contentType: made.contentType, sha256, signal };
  let outcome = await store.putFileIfAbsent(made.objectKey, made.file, options);
  if (outcome === 'exists') {
    const head = await store.head(made.objectKey, { signal });
    if (head?.sha256 !== sha256 || head.bytes !== bytes) {
      // One key gives the same bytes: what is there is damaged. Ours is verified, so it takes its place.
      log.warn(
        { objectKey: made.objectKey, found: head, made: { sha256, bytes } },
        'a published object is not what its key says: replaced',
      );
      counters.mismatches.inc();
      await needs.db.withWorkspace(made.workspaceId, (tx) => deleteChunks(tx, [made.key]));
      await store.putFile(made.objectKey, made.file, options);
      outcome = 'stored';
    }
  }
  await file(needs, made, { bytes, sha256 });
  return { reused: outcome === 'exists', bytes };
};

const file = (needs: Needs, made: Omit<Publication, 'file' | 'contentType'>, object: { bytes: number; sha256: string }): Promise<void> =>
  needs.db.withWorkspace(made.workspaceId, (tx) =>
    insertChunk(tx, {
      key: made.key,
      kind: made.kind,
      objectKey: made.objectKey,
      frames: made.length,
      keyParts: { parts: made.keyParts, worker: needs.workerId, ffmpeg: needs.ffmpeg.version, renderId: made.renderId },
      ...object,
    }),
  );

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
