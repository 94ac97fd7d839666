import { objectKeys, type PrepareInput } from '@workprint/contracts';
import { openPlaylist, type Tx } from '@workprint/projection';
import { captionTracks, type Plan, packagedCaptions, packageFiles, playlistFilm, watchable, writeVtt } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import { putInto } from './put-segments.ts';

interface Watched {
  /** The one that is watched is marked as such. */
  plans: readonly Plan[];
  /** What players will be told of it. */
  file(tx: Tx): Promise<void>;
}

/** Captions are there from the start; the rest is to be filed. */
export const watchedPlans = async (
  { store }: Pick<Dependencies, 'store'>,
  { workspaceId, renderId, revision, playlist }: PrepareInput,
  plans: readonly Plan[],
): Promise<Watched> => {
  const found = playlist === false ? null : watchable(plans);
  if (found === null) return { plans, file: async () => {} };
  const { plan, output } = found;
  const put = putInto(store, objectKeys.watched(workspaceId, renderId, revision));
  for (const { name, cues } of packagedCaptions(captionTracks(plan))) await put(packageFiles.captions(name), writeVtt(cues), 'text/vtt');
  return {
    plans: plans.map((one) => (one === plan ? { ...one, playlist: { output: output.index, revision } } : one)),
    file: (tx) => openPlaylist(tx, { renderId, revision }, playlistFilm(plan, output)),
  };
};
