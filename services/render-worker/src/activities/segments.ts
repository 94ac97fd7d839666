import { createHash } from 'node:crypto';
import { objectKeys, type PlaylistSegment } from '@workprint/contracts';
import { addSegments, type FinishedSegment, type Tx } from '@workprint/projection';
import { StorageError } from '@workprint/storage';
import { copies, type Plan, type PlanChunk, packageFiles, playlistFilm, segmentContent, watchedOutput } from '@workprint/timeline';
import { readFragments, segmentOf } from '../boxes/fragments.ts';
import { fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import type { Owner } from './owner.ts';
import { forget } from './publish-object.ts';
import { putInto } from './put-segments.ts';
import { type InitNeeds, sharedInit } from './shared-init.ts';

type Needs = Pick<Dependencies, 'db' | 'store'>;

/**
 * A chunk as a segment, for those who watch: its objects now, its row by what is returned. Without effect when nobody watches this plan.
 * @param read a chunk's bytes, by encoding of the plan
 */
export const putSegment = async (
  needs: Needs & InitNeeds,
  owner: Owner,
  plan: Plan,
  chunk: PlanChunk,
  read: (encoding: number) => Promise<Buffer>,
): Promise<(tx: Tx) => Promise<void>> => {
  if (watchedOutput(plan) === null || plan.playlist === undefined) return async () => {};
  const of = { renderId: owner.renderId, revision: plan.playlist.revision };
  const segment = await writeSegment(needs, owner, plan, chunk, read);
  return (tx) => addSegments(tx, of, [segment]);
};

/**
 * Its times and number are set, the pictures stay as they are. It lies under the render's own prefix, so that no cache can take it away.
 * @param plan one that is watched
 */
export const writeSegment = async (
  needs: Pick<Needs, 'store'> & InitNeeds,
  { workspaceId, renderId }: Owner,
  plan: Plan,
  chunk: PlanChunk,
  read: (encoding: number) => Promise<Buffer>,
): Promise<FinishedSegment> => {
  const { index, start } = chunk;
  const [output, revision] = [watchedOutput(plan)!, plan.playlist!.revision];
  const put = putInto(needs.store, objectKeys.watched(workspaceId, renderId, revision));
  const { renditions } = playlistFilm(plan, output);
  const tracks: PlaylistSegment['tracks'] = await Promise.all(
    output.encodings.map(async (encoding, i) => {
      const { folder } = renditions[i]!;
      const { init, codecs, timescale, fragments } = readFragments(await read(encoding));
      const decodeTime = (start * timescale * plan.canvas.fps.den) / plan.canvas.fps.num;
      const segment = segmentOf(fragments, { decodeTime, sequence: index + 1 });
      const said: PlaylistSegment['tracks'][number] = { codecs, timescale, bytes: segment.length };
      // It does for all chunks of an encoding; nothing can be played before the first.
      if (index === 0) {
        const step = { workspaceId, renderId, step: 'playlist' };
        const shared = copies(plan, encoding) ? await sharedInit(needs, step, plan, encoding, init) : { init, codecs };
        said.initEtag = await put(packageFiles.init(folder), shared.init, 'video/mp4');
        said.codecs = shared.codecs;
      }
      said.etag = await put(packageFiles.segment(folder, index + 1), segment, 'video/iso.segment');
      return said;
    }),
  );
  return { number: index + 1, tracks, content: segmentContent(plan, output, chunk) };
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
const checkedBytes = async ({ store }: Pick<Needs, 'store'>, object: { objectKey: string; sha256: string }): Promise<Buffer | null> => {
  try {
    const bytes = await store.getBytes(object.objectKey);
    if (createHash('sha256').update(bytes).digest('hex') !== object.sha256) return null;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') return null;
    throw error;
  }
};
