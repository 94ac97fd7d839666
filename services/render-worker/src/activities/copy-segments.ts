import { objectKeys } from '@workprint/contracts';
import { type FinishedSegment, type KnownSegment, segmentsHolding } from '@workprint/projection';
import { type Plan, type PlanChunk, packageFiles, playlistFilm, segmentContent, watchedOutput } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import type { Owner } from './owner.ts';

type Needs = Pick<Dependencies, 'db' | 'store'>;

/** A chunk of the plan as a segment that another render has already; null: it has none, or its objects are gone or no more what they were. */
export type CopySegment = (chunk: PlanChunk) => Promise<FinishedSegment | null>;

/** Segments of other renders that show the same at the same time: the store copies them, no byte is read. @param plan one that is watched */
export const openSegmentCopies = async (
  { db, store }: Needs,
  { workspaceId, renderId }: Owner,
  plan: Plan,
  chunks: readonly PlanChunk[],
): Promise<CopySegment> => {
  const [output, { revision }] = [watchedOutput(plan)!, plan.playlist!];
  const { renditions } = playlistFilm(plan, output);
  const contents = new Map(chunks.map((chunk) => [chunk.index, segmentContent(plan, output, chunk)]));
  const wanted = [...contents.values()].filter((content) => content !== null);
  const known = new Map(
    (await db.withWorkspace(workspaceId, (tx) => segmentsHolding(tx, wanted))).map((segment) => [segment.content, segment]),
  );
  const prefix = objectKeys.watched(workspaceId, renderId, revision);

  const copy = async (from: KnownSegment, name: string, etag: string | undefined, contentType: string): Promise<string | null> => {
    if (etag === undefined) return null;
    const theirs = objectKeys.watched(workspaceId, from.renderId, from.revision);
    return (await store.copyIfSame(`${theirs}${name}`, `${prefix}${name}`, { etag }, { contentType }))?.etag ?? null;
  };

  return async ({ index }) => {
    const from = known.get(contents.get(index) ?? '');
    if (from === undefined) return null;
    const tracks: FinishedSegment['tracks'] = [];
    for (const [i, track] of from.tracks.entries()) {
      const { folder } = renditions[i]!;
      const first = index === 0;
      const [initEtag, etag] = await Promise.all([
        first ? copy(from, packageFiles.init(folder), track.initEtag, 'video/mp4') : null,
        copy(from, packageFiles.segment(folder, index + 1), track.etag, 'video/iso.segment'),
      ]);
      if (etag === null || (first && initEtag === null)) return null;
      tracks.push({ ...track, etag, ...(initEtag === null ? {} : { initEtag }) });
    }
    return { number: index + 1, tracks, content: from.content };
  };
};
