import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { addPlaylistSound, addSegments, insertRender, openPlaylist, readPlaylist } from '@workprint/projection';
import { aRender } from '@workprint/testing';
import { openTheatre, type Played, type Theatre } from './browser.ts';
import { openRoom, type Room, sleep, type Tenant } from './room.ts';

jest.setTimeout(200_000);

const CLIP = path.join(import.meta.dirname, '../../examples/demo/media/bigbuckbunny.mp4');
const SPOKEN = '1\n00:00:00,200 --> 00:00:01,800\nCaptions are here';

let room: Room;
let theatre: Theatre;
let tenant: Tenant;
let asset: string;
beforeAll(async () => {
  [room, theatre] = await Promise.all([openRoom(), openTheatre()]);
  tenant = await room.tenant();
  asset = (await tenant.client.uploadFile(CLIP)).id;
}, 120_000);
afterAll(async () => {
  await theatre?.close();
  await room?.close();
});

/** Three seconds each, so that each is a chunk; each begins with the second of the source that is given. */
const film = (...trims: number[]): object => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [
    { clips: trims.map((trim, i) => ({ type: 'video', src: `asset:${asset}`, start: i * 3, length: 3, trim })) },
    { clips: [{ type: 'captions', mode: 'track', start: 0, language: 'en', label: 'English', captions: { format: 'srt', text: SPOKEN } }] },
  ],
});

/** Starts a render and returns as soon as there is something to watch. */
const watched = async (timeline: object): Promise<{ id: string; url: string; seenAt: string }> => {
  const { id } = await tenant.client.createRender({ timeline: timeline as never });
  for await (const { type, render } of tenant.client.renderEvents(id))
    if (render.playlistUrl) return { id, url: render.playlistUrl, seenAt: type };
  throw new Error('it was never to be watched');
};

const playsWhole = (played: Played, seconds: number): void => {
  // A player that was faster than the render waited, which it says.
  expect(played.errors.filter((error) => !error.includes('bufferStalledError'))).toEqual([]);
  expect(played).toMatchObject({ captions: ['en: Captions are here'], width: 320 });
  expect(played.positions[0]).toBeLessThan(1);
  expect(played.positions).toEqual(played.positions.toSorted((a, b) => a - b));
  expect(played.frames).toBeGreaterThan(seconds * 30 * 0.8);
  expect(Math.abs((played.buffered.video ?? 0) - seconds)).toBeLessThan(0.001);
  expect(Math.abs((played.buffered.audio ?? 0) - seconds)).toBeLessThan(1 / 30);
  expect(Math.abs(played.duration - seconds)).toBeLessThan(1 / 30);
};

describe('in Chromium, hls.js plays a render', () => {
  it('while it is made, afterwards, and after a ripple edit', async () => {
    const first = await watched(film(0, 1, 0.5));
    expect(['COMPLETED', 'FAILED']).not.toContain(first.seenAt);
    playsWhole(await theatre.play('hls', first.url), 9);
    expect((await tenant.client.waitForRender(first.id)).playlistUrl).toBe(first.url);

    const edited = await watched(film(1.5, 0, 1, 0.5));
    const render = await tenant.client.waitForRender(edited.id);
    expect(render).toMatchObject({ status: 'COMPLETED', playlistUrl: edited.url, progress: { chunksReused: 3, chunksTotal: 4 } });
    playsWhole(await theatre.play('hls', edited.url), 12);
  });

  it('whose chunks are finished in another order than they are shown', async () => {
    const { workspaceId, client } = tenant;
    const { id, url } = await watched(film(0.2, 1.2, 0.7, 1.6));
    await client.waitForRender(id);
    const inside = <T>(work: Parameters<typeof room.db.withWorkspace<T>>[1]): Promise<T> => room.db.withWorkspace(workspaceId, work);
    const made = (await inside((tx) => readPlaylist(tx, { renderId: id, revision: 1 })))!;
    // The same segments once more, as a render that nobody works on: they come when this spec says so.
    const render = aRender();
    const of = { renderId: render.id, revision: 1 };
    const [from, to] = [id, render.id].map((one) => objectKeys.watched(workspaceId, one, 1)) as [string, string];
    for (const { key } of await room.store.list(from))
      await room.store.copy(key, to + key.slice(from.length), { contentType: 'video/mp4' });
    await inside(async (tx) => {
      await insertRender(tx, render);
      await openPlaylist(tx, of, made.film);
    });
    const come = (number: number) => inside((tx) => addSegments(tx, of, [made.segments.find((s) => s.number === number)!]));
    await come(3);
    await come(1);
    await inside((tx) => addPlaylistSound(tx, of, made.sound!));
    const { render: shown } = await client.request<{ render: { playlistUrl: string } }>(
      'query ($id: ID!) { render(id: $id) { playlistUrl } }',
      {
        id: render.id,
      },
    );
    expect(shown.playlistUrl).not.toBe(url);
    const playing = theatre.play('hls', shown.playlistUrl);
    for (const number of [4, 2]) {
      await sleep(1500);
      await come(number);
    }
    playsWhole(await playing, 12);
  });
});
