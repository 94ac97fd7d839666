import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GoingWork, objectKeys, type PlanSummary } from '@workprint/contracts';
import { amendRender, renderChunks } from '@workprint/projection';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';

let place: Workplace;
let asset: string;
beforeAll(async () => {
  place = await openWorkplace();
  const video = await make(place.needs.ffmpeg, place.folder, 'clip.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30:d=5', '-f', 'lavfi', '-i', 'sine=f=440:d=5:r=48000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  ]);
  asset = await place.addAsset(video);
}, 60_000);
afterAll(() => place.close());

/** Clips of three seconds, each a chunk, one after the other; each begins at its trim. */
const film = (trims: number[], clip: object = {}): { version: 1; canvas: object; tracks: object[] } => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 30 },
  tracks: [{ clips: trims.map((trim, i) => ({ type: 'video', src: `asset:${asset}`, start: i * 3, length: 3, trim, ...clip })) }],
});

/** Plans one film, amends it to another while that work is under way, and plans again. */
const amended = async (before: object, after: object, under: Omit<GoingWork, 'planKey'>) => {
  const render = await place.addRender(before);
  const { renderId, outputs } = render;
  const first = await render.prepare();
  const { workspaceId, db, store } = place;
  const timelineKey = objectKeys.amendedTimeline(workspaceId, renderId, 'second');
  await store.putJson(timelineKey, { timeline: after, variables: null });
  const estimate = { seconds: 1, frames: 1, durationSeconds: 1 };
  await db.withWorkspace(workspaceId, (tx) =>
    amendRender(tx, renderId, { timelineKey, framesTotal: 1, durationSeconds: 1, estimate, maxCost: null }),
  );
  if (!first.ready) throw new Error('not ready');
  const { planKey } = first.plans[0]!;
  const input = { workspaceId, renderId, rootId: renderId, revision: 2, timelineKey, outputs, going: [{ planKey, ...under }] };
  const second = await place.run('prepare', input);
  if (!second.ready) throw new Error('not ready');
  return { renderId, first: first.plans[0] as PlanSummary, second: second.plans[0] as PlanSummary, needed: second.needed };
};

describe('what is under way when a render is planned anew', () => {
  it('is needed where a chunk has the same key, wherever it is shown', async () => {
    const { first, second, needed, renderId } = await amended(film([0, 0.2, 0.4, 0.6]), film([0.8, 0, 0.4]), {
      ...{ chunks: [1, 2, 3], sound: false, pieces: [] },
    });
    const { planKey } = first;
    expect(needed).toEqual([{ planKey, chunks: [2], sound: false, pieces: [] }]);
    expect(second).toMatchObject({ chunkCount: 3, going: [{ index: 2, from: { planKey, index: 2 } }] });
    // The second one was not begun yet: it is nobody's.
    expect(second.missing.toSorted()).toEqual([0, 1]);
    const rows = await place.db.withWorkspace(place.workspaceId, (tx) => renderChunks(tx, renderId));
    expect(rows.map(({ index, frames }) => [index, frames])).toEqual([
      [0, 90],
      [1, 90],
      [2, 90],
    ]);
  });

  it('is not needed once it is in the cache', async () => {
    const before = film([0.1, 0.3]);
    const { rendered } = await (await place.addRender(before)).finish();
    expect(rendered).toEqual([0, 1]);
    const { second, needed } = await amended(before, film([0.3]), { chunks: [0, 1], sound: true, pieces: [] });
    expect(second.missing).toEqual([]);
    expect(second.going).toBeUndefined();
    expect(needed).toMatchObject([{ chunks: [], sound: false }]);
  });

  it('is needed as the sound only where every sample is the same', async () => {
    const work = { chunks: [], sound: true, pieces: [] };
    const title = { clips: [{ type: 'text', text: 'New', start: 0, length: 1 }] };
    const plain = film([0, 0.5]);
    const titled = await amended(plain, { ...plain, tracks: [...plain.tracks, title] }, work);
    expect(titled.needed).toMatchObject([{ sound: true }]);
    const louder = await amended(plain, film([0, 0.5], { volume: 0.5 }), work);
    expect(louder.needed).toMatchObject([{ sound: false }]);
  });

  it('is needed as pieces of sources that chunks are still drawn from', async () => {
    const backwards = film([0, 0.5], { reverse: true });
    const title = { clips: [{ type: 'text', text: 'New', start: 0, length: 6 }] };
    const work = { chunks: [], sound: false, pieces: [0] };
    const titled = await amended(backwards, { ...backwards, tracks: [...backwards.tracks, title] }, work);
    expect(titled.first.mezzanines?.flat()).toContain(0);
    expect(titled.needed).toMatchObject([{ pieces: [0] }]);
    const forwards = await amended(backwards, film([0, 0.5]), work);
    expect(forwards.needed).toMatchObject([{ pieces: [] }]);
  });
});
