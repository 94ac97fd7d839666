import { afterAll, expect, it } from '@jest/globals';
import { addSegments, insertRender, openPlaylist, type Tx } from '@workprint/projection';
import { aPlaylistFilm, aRender, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { withClient } from '../stack/postgres.ts';
import { firstSegmentChunkTimes } from './first-segment.ts';

const database = openTestDatabase();
afterAll(() => database.close());

it('counts from the request to the first playable segment in the median of chunk times', async () => {
  const { workspaceId } = await makeWorkspace(database);
  const { id, ...render } = aRender();
  const of = { renderId: id, revision: 1 };
  const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.withWorkspace(workspaceId, work);
  const counted = (sentAt: number): Promise<number> =>
    withClient(process.env.DATABASE_URL ?? '', async (db) => {
      await db.query('BEGIN');
      await db.query(`SELECT set_config('app.workspace', $1, true)`, [workspaceId]);
      return firstSegmentChunkTimes(db, id, sentAt);
    });
  await within(async (tx) => {
    await insertRender(tx, { ...render, id });
    await openPlaylist(tx, of, aPlaylistFilm());
  });
  await expect(counted(0)).rejects.toThrow('has nothing to watch');
  await within((tx) => addSegments(tx, of, [{ number: 1, tracks: [{ codecs: 'avc1.42c00d', timescale: 15_360, bytes: 1 }] }]));
  await expect(counted(0)).rejects.toThrow('no chunk');

  const first = Date.now() + 60_000;
  await within(async (tx) => {
    await tx.db.render.update({ where: { id }, data: { playlistAt: new Date(first) } });
    // 1, 2 and 9 s, and one that was there.
    const chunk = (index: number, seconds: number, reused = false) => ({
      ...{ renderId: id, index, workspaceId, key: `k${index}`, frames: 30, reused },
      ...{ startedAt: reused ? null : new Date(first), finishedAt: new Date(first + seconds * 1000) },
    });
    await tx.db.renderChunk.createMany({ data: [chunk(0, 1), chunk(1, 9), chunk(2, 2), chunk(3, 100, true)] });
  });
  expect(await counted(first - 3000)).toBeCloseTo(1.5, 6);
});
