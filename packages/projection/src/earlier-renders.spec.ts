import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aRender, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { earlierRenders } from './earlier-renders.ts';
import { newId } from './ids.ts';
import { seedChunks } from './progress.ts';
import { insertRender, type NewRender } from './renders.ts';
import type { Tx } from './tx.ts';

const db = openTestDatabase();
let workspaceId: string;
beforeAll(async () => {
  ({ workspaceId } = await makeWorkspace(db));
});
afterAll(() => db.close());

const inside = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.withWorkspace(workspaceId, work);
const made = (keys: string[], more: Partial<NewRender> = {}): Promise<string> =>
  inside(async (tx) => {
    const { id } = await insertRender(tx, aRender(more));
    await seedChunks(
      tx,
      { renderId: id, revision: 1 },
      keys.map((key, index) => ({ index, key, frames: 10, reused: false })),
    );
    return id;
  });

describe('earlier renders', () => {
  it('are those with the same chunks, most first, then its project’s, then the newest; never later or unplanned ones', async () => {
    const project = await made(['p'], { projectId: 'film' });
    const one = await made(['x', 'other']);
    const two = await made(['x', 'y']);
    const newest = [await made(['m']), await made(['n']), await made(['o'])];
    await made([]);
    const own = await made(['x', 'y', 'z'], { projectId: 'film' });
    await made(['x', 'y', 'z']);
    const ids = await inside((tx) => earlierRenders(tx, own, ['x', 'y', 'z']));
    expect(ids).toEqual([two, one, project, ...newest.reverse()]);
  });

  it('are none of a render that is not there, or of another workspace', async () => {
    const other = await makeWorkspace(db);
    const id = await db.withWorkspace(other.workspaceId, async (tx) => (await insertRender(tx, aRender())).id);
    expect(await db.withWorkspace(other.workspaceId, (tx) => earlierRenders(tx, id, ['x']))).toEqual([]);
    expect(await inside((tx) => earlierRenders(tx, newId(), ['x']))).toEqual([]);
  });
});
