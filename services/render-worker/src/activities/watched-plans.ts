import { objectKeys, type PrepareInput } from '@workprint/contracts';
import { openPlaylist } from '@workprint/projection';
import { captionTracks, type Plan, packagedCaptions, packageFiles, playlistFilm, watchable, writeVtt } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import { putInto } from './put-segments.ts';

/** The plans, the one that is watched marked as such; what players will be told of it is filed, its captions are there from the start. */
export const watchedPlans = async (
  { db, store }: Pick<Dependencies, 'db' | 'store'>,
  { workspaceId, renderId, revision, playlist }: PrepareInput,
  plans: readonly Plan[],
): Promise<readonly Plan[]> => {
  const found = playlist === false ? null : watchable(plans);
  if (found === null) return plans;
  const { plan, output } = found;
  const put = putInto(store, objectKeys.watched(workspaceId, renderId, revision));
  for (const { name, cues } of packagedCaptions(captionTracks(plan))) await put(packageFiles.captions(name), writeVtt(cues), 'text/vtt');
  await db.withWorkspace(workspaceId, (tx) => openPlaylist(tx, { renderId, revision }, playlistFilm(plan, output)));
  return plans.map((one) => (one === plan ? { ...one, playlist: { output: output.index, revision } } : one));
};
