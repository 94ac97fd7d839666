import { objectKeys } from '@workprint/contracts';
import { addPlaylistSound, findChunks } from '@workprint/projection';
import { type Plan, watchedOutput } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import type { Owner } from './owner.ts';
import { putInto, putSoundSegments } from './put-segments.ts';
import { cachedBytes } from './segments.ts';

/**
 * The mix, cut where the pictures are, for those who watch. Without effect when nobody watches this plan, or the film is silent.
 * @throws STORAGE_FAILED when the mix is missing or damaged; it is forgotten then, so that the next try makes it
 */
export const publishSound = async (
  needs: Pick<Dependencies, 'db' | 'store'>,
  { workspaceId, renderId }: Owner,
  plan: Plan,
  signal: AbortSignal,
): Promise<void> => {
  const output = watchedOutput(plan);
  const sound = output?.sound == null ? undefined : plan.audio?.encoded[output.sound];
  if (sound === undefined || plan.playlist === undefined) return;
  const { revision } = plan.playlist;
  const { key } = sound;
  const [row] = await needs.db.withWorkspace(workspaceId, (tx) => findChunks(tx, [key]));
  const bytes = await cachedBytes(needs, workspaceId, { key, objectKey: objectKeys.audio(workspaceId, key), sha256: row?.sha256 });
  signal.throwIfAborted();
  const cut = await putSoundSegments(plan, bytes, putInto(needs.store, objectKeys.watched(workspaceId, renderId, revision)));
  await needs.db.withWorkspace(workspaceId, (tx) => addPlaylistSound(tx, { renderId, revision }, cut));
};
