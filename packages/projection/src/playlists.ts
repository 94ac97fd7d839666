import type { Growth, PlaylistFilm, PlaylistSegment, PlaylistSound } from '@workprint/contracts';
import { isId } from './ids.ts';
import { toJson } from './json.ts';
import { notify } from './notify.ts';
import type { RevisionOf } from './progress.ts';
import { isTerminalRender } from './rows.ts';
import type { Tx } from './tx.ts';

/** Files what players will be told. A plan that is made again is the same: what is there stays. */
export async function openPlaylist(tx: Tx, { renderId, revision }: RevisionOf, film: PlaylistFilm): Promise<void> {
  const row = { renderId, revision, workspaceId: tx.workspaceId, film: toJson(film) };
  await tx.db.renderPlaylist.createMany({ data: [row], skipDuplicates: true });
}

/** A segment whose objects are in the store. */
export interface FinishedSegment extends PlaylistSegment {
  /** A hash of what they hold, by which another render finds them; null: none can. */
  content?: string | null;
}

/**
 * Adds segments whose objects are in the store. Without effect for those that are there already, and once the render has ended or is planned
 * anew: a playlist that has ended stays as it is.
 */
export async function addSegments(tx: Tx, of: RevisionOf, segments: readonly FinishedSegment[]): Promise<void> {
  const grows = segments.length > 0 && (await stillGrows(tx, of));
  if (!grows) return;
  await tx.db.renderSegment.createMany({
    data: segments.map(({ number, tracks, content }) => ({ ...of, number, content, workspaceId: tx.workspaceId, tracks: toJson(tracks) })),
    skipDuplicates: true,
  });
  if (!grows.shown) await appear(tx, of);
}

/** A segment of any render of the workspace, and which one's it is. */
export interface KnownSegment extends RevisionOf, FinishedSegment {
  content: string;
}

/** Segments that hold this already, the newest of each content. Their objects may be gone. */
export async function segmentsHolding(tx: Tx, contents: readonly string[]): Promise<KnownSegment[]> {
  return tx.db.$queryRaw<KnownSegment[]>`
    SELECT DISTINCT ON (content) content, render_id::text AS "renderId", revision, number, tracks
    FROM render_segment WHERE workspace_id = ${tx.workspaceId}::uuid AND content = ANY (${[...contents]}::text[])
    ORDER BY content, render_id DESC, revision DESC`;
}

/** The same for the sound, once all its segments are in the store. */
export async function addPlaylistSound(tx: Tx, of: RevisionOf, sound: PlaylistSound): Promise<void> {
  const grows = await stillGrows(tx, of);
  if (!grows) return;
  await tx.db.renderPlaylist.updateMany({ where: of, data: { sound: toJson(sound) } });
  if (!grows.shown) await appear(tx, of);
}

/** Numbers of the segments that are there. */
export async function segmentNumbers(tx: Tx, of: RevisionOf): Promise<number[]> {
  return (await tx.db.renderSegment.findMany({ where: of, select: { number: true }, orderBy: { number: 'asc' } })).map((s) => s.number);
}

/** Everything that makes a playlist; null when this revision of the render has none. */
export async function readPlaylist(tx: Tx, of: RevisionOf): Promise<Growth | null> {
  if (!isId(of.renderId)) return null;
  // First whether it is over: what is read after that can't grow any more.
  const render = await tx.db.render.findUnique({ where: { id: of.renderId }, select: { status: true, revision: true } });
  const playlist = await tx.db.renderPlaylist.findUnique({
    where: { renderId_revision: of },
    include: { segments: { orderBy: { number: 'asc' } } },
  });
  if (!render || !playlist) return null;
  return {
    film: playlist.film as unknown as PlaylistFilm,
    sound: playlist.sound as unknown as PlaylistSound | null,
    segments: playlist.segments as unknown as PlaylistSegment[],
    over: isTerminalRender(render.status) || render.revision !== of.revision,
  };
}

/**
 * Takes the render's lock, so that segments, sound and the render's end come one after the other. Null: it does not grow any more.
 * `shown`: those who follow the progress know already that there is something to play.
 */
async function stillGrows(tx: Tx, { renderId, revision }: RevisionOf): Promise<{ shown: boolean } | null> {
  const [render] = await tx.db.$queryRaw<{ status: string; revision: number; shown: boolean }[]>`
    SELECT status::text AS status, revision, playlist_at IS NOT NULL AS shown FROM render WHERE id = ${renderId}::uuid FOR NO KEY UPDATE`;
  const grows = render !== undefined && !isTerminalRender(render.status) && render.revision === revision;
  return grows ? { shown: render.shown } : null;
}

/** Notes, once, that there is something to play, and wakes those who follow the progress. The caller holds the render's lock. */
async function appear(tx: Tx, { renderId, revision }: RevisionOf): Promise<void> {
  const shown = await tx.db.$executeRaw`
    UPDATE render SET playlist_at = clock_timestamp()
    FROM render_playlist p JOIN render_segment s ON s.render_id = p.render_id AND s.revision = p.revision AND s.number = 1
    WHERE render.id = ${renderId}::uuid AND render.playlist_at IS NULL AND p.render_id = render.id AND p.revision = ${revision}
      AND (p.sound IS NOT NULL OR NOT (p.film->>'sound')::boolean)`;
  if (shown === 0) return;
  await tx.db.$executeRaw`UPDATE render_progress SET updated_at = clock_timestamp() WHERE render_id = ${renderId}::uuid`;
  await notify(tx, `progress:${renderId}`);
}
