import { createHash } from 'node:crypto';
import { objectKeys, type PlaylistSegment } from '@workprint/contracts';
import { addSegment } from '@workprint/projection';
import { StorageError } from '@workprint/storage';
import { type Plan, type PlanChunk, packageFiles, playlistFilm, watchedOutput } from '@workprint/timeline';
import { readFragments, segmentOf } from '../boxes/fragments.ts';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import { forget } from './publish-object.ts';
import { putInto } from './put-segments.ts';

type Needs = Pick<Dependencies, 'db' | 'store'>;

/**
 * A chunk as a segment, for those who watch: its times and number are set, the pictures stay as they are. It lies under the render's own
 * prefix, so that no cache can take it away; the row comes last. Without effect when nobody watches this plan.
 * @param read a chunk's bytes, by encoding of the plan
 */
export const putSegment = async (
  { db, store }: Needs,
  { workspaceId, renderId }: { workspaceId: string; renderId: string },
  plan: Plan,
  { index, start }: PlanChunk,
  read: (encoding: number) => Promise<Buffer>,
): Promise<void> => {
  const output = watchedOutput(plan);
  if (output === null || plan.playlist === undefined) return;
  const { revision } = plan.playlist;
  const put = putInto(store, objectKeys.watched(workspaceId, renderId, revision));
  const { renditions } = playlistFilm(plan, output);
  const tracks: PlaylistSegment['tracks'] = await Promise.all(
    output.encodings.map(async (encoding, i) => {
      const { folder } = renditions[i]!;
      const { init, codecs, timescale, fragments } = readFragments(await read(encoding));
      const decodeTime = (start * timescale * plan.canvas.fps.den) / plan.canvas.fps.num;
      const segment = segmentOf(fragments, { decodeTime, sequence: index + 1 });
      // All chunks of an encoding have the same; nothing can be played before the first.
      if (index === 0) await put(packageFiles.init(folder), init, 'video/mp4');
      await put(packageFiles.segment(folder, index + 1), segment, 'video/iso.segment');
      return { codecs, timescale, bytes: segment.length };
    }),
  );
  await db.withWorkspace(workspaceId, (tx) => addSegment(tx, { renderId, revision }, { number: index + 1, tracks }));
};

/** What the cache has under a key. @throws STORAGE_FAILED when it is missing or damaged; it is forgotten then, so that the next try makes it */
export const cachedBytes = async (
  needs: Needs,
  workspaceId: string,
  cached: { key: string; objectKey: string; sha256: string | undefined },
): Promise<Buffer> => {
  const { key, objectKey, sha256 } = cached;
  const bytes = sha256 === undefined ? null : await checkedBytes(needs, { objectKey, sha256 });
  if (bytes !== null) return bytes;
  await forget(needs, workspaceId, key, objectKey);
  throw fail('STORAGE_FAILED', `What the cache has under ${key} is missing or damaged.`);
};

/** An object's bytes; null when it is missing or holds others. */
export const checkedBytes = async (
  { store }: Pick<Needs, 'store'>,
  object: { objectKey: string; sha256: string },
): Promise<Buffer | null> => {
  try {
    const bytes = Buffer.from(await store.getBytes(object.objectKey));
    return createHash('sha256').update(bytes).digest('hex') === object.sha256 ? bytes : null;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
};
