import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { cachedRows, evictRows } from '@workprint/projection';
import type { Plan } from '@workprint/timeline';
import { framesOf, make } from '../../test/tools.ts';
import { openWorkplace, type RenderHandle, type Workplace } from '../../test/workplace.ts';

jest.setTimeout(120_000);

let place: Workplace;
let timeline: { canvas: object };
beforeAll(async () => {
  place = await openWorkplace();
  const film = await make(place.needs.ffmpeg, place.folder, 'film.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30:d=3', '-f', 'lavfi', '-i', 'sine=f=440:d=3:r=48000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  ]);
  const src = `asset:${await place.addAsset(film)}`;
  const clips = [0, 2, 4].map((start) => ({ type: 'video', src, start, length: 2, trim: start / 4, volume: start === 2 ? 0.5 : 1 }));
  timeline = { version: 1, canvas: { width: 160, height: 90, fps: 30 }, tracks: [{ clips }] } as { canvas: object };
});
afterAll(() => place.close());

/** Everything cached, rows and objects, whether a render uses it or not. */
const takeAll = async (): Promise<void> => {
  const { db, store, workspaceId } = place;
  await db.withWorkspace(workspaceId, (tx) => tx.db.chunk.deleteMany({}));
  for (const prefix of [...objectKeys.cached(workspaceId), objectKeys.allMade(workspaceId)]) await store.removePrefix(prefix);
};

const shownBy = async ({ renderId }: RenderHandle, objectKey: string): Promise<string[]> => {
  const path = join(place.folder, `${renderId}.mp4`);
  await place.store.getToFile(objectKey, path);
  return framesOf(place.needs.ffmpeg, path);
};

describe('the cache of a render that has begun', () => {
  it('may go in the middle, and be damaged after that: the film is the same', async () => {
    const { run, store, workspaceId } = place;
    const calm = await place.addRender(timeline);
    const whole = await shownBy(calm, (await calm.finish()).output.objectKey);
    await takeAll();

    const render = await place.addRender(timeline);
    const { renderId } = render;
    const prepared = await render.prepare();
    if (!prepared.ready) throw new Error('not ready');
    const { planKey, missing } = prepared.plans[0]!;
    expect(missing).toHaveLength(2);
    const draw = async (indices: number[]) => {
      for (const index of indices) await run('renderChunk', { workspaceId, renderId, planKey, index });
    };
    await run('mixAudio', { workspaceId, renderId, planKey });
    await draw(missing.slice(0, 1));
    await takeAll();
    await draw(missing.slice(1));
    const plan = await store.getJson<Plan>(planKey);
    await store.putBytes(objectKeys.chunk(workspaceId, plan.chunks[missing[1]!]!.key), 'no film', { contentType: 'video/mp4' });

    const joined = await run('assemble', { workspaceId, renderId, planKey, output: 0 });
    expect(joined).toEqual({ output: null, damaged: [0, 1] });
    await draw(joined.damaged);
    const { output } = await run('assemble', { workspaceId, renderId, planKey, output: 0 });
    expect(await shownBy(render, output!.objectKey)).toEqual(whole);
  });

  it('is not evicted: chunks, sound and what is still to be made are pinned', async () => {
    const { db, workspaceId } = place;
    await takeAll();
    await (await place.addRender(timeline)).finish();
    const rows = await db.withWorkspace(workspaceId, cachedRows);
    expect(rows.map(({ kind, pinned }) => [kind, pinned]).sort()).toEqual([
      ['audio', true],
      ['video', true],
      ['video', true],
    ]);
    expect(await db.withWorkspace(workspaceId, (tx) => evictRows(tx, rows))).toEqual(new Set());
  });
});
