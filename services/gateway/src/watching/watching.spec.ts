import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failure, objectKeys } from '@workprint/contracts';
import {
  addPlaylistSound,
  addSegments,
  getRender,
  insertRender,
  newId,
  openPlaylist,
  recordRenderStep,
  segmentNumbers,
  type Tx,
} from '@workprint/projection';
import { aPlaylistFilm, aRender } from '@workprint/testing';
import { startGateway, type TestGateway } from '../../test/gateway.ts';
import { watchedBy, watchLink } from './links.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.close());

const secret = 'a secret of the specs';
const FAILURE = failure('INTERNAL', 'it broke');
const segment = (number: number) => ({ number, tracks: [{ codecs: 'avc1.42c00d', timescale: 15_360, bytes: 1000 }] });
const SOUND = { codecs: 'mp4a.40.2', timescale: 48_000, segments: [1, 2, 3].map(() => ({ ticks: 48_128, bytes: 500 })) };

/** A render whose playlist is told of, and how it is seen. */
const watched = async (change: Parameters<typeof aPlaylistFilm>[0] = {}) => {
  const { workspaceId, ask } = await gateway.client();
  const render = aRender();
  const of = { renderId: render.id, revision: 1 };
  const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => gateway.database.withWorkspace(workspaceId, work);
  await within(async (tx) => {
    await insertRender(tx, render);
    await openPlaylist(tx, of, aPlaylistFilm(change));
  });
  const url = watchLink({ publicUrl: gateway.url, secret }, { workspaceId, renderId: render.id }, 1);
  const shown = async (): Promise<string | null> =>
    (await ask('query ($id: ID!) { render(id: $id) { playlistUrl } }', { id: render.id })).data?.render.playlistUrl?.replace(
      'http://gateway.spec',
      gateway.url,
    ) ?? null;
  return { workspaceId, of, within, url, shown, finished: (n: number) => within((tx) => addSegments(tx, of, [segment(n)])) };
};
const get = (url: string, init: RequestInit = {}) =>
  fetch(url, { redirect: 'manual', headers: { origin: 'http://player.example' }, ...init });
const files = (playlist: string): string[] => playlist.split('\n').filter((line) => line.endsWith('.m4s'));

describe('a render that is watched', () => {
  it('shows its playlist when its first seconds and their sound are there, then grows to its end', async () => {
    const { of, within, url, shown, finished } = await watched({ sound: true });
    const picture = async () => (await get(new URL('v360/index.m3u8', url).href)).text();
    await finished(2);
    expect([await shown(), (await get(url)).status]).toEqual([null, 404]);
    await finished(1);
    expect([await shown(), (await get(url)).status]).toEqual([null, 404]);
    await within((tx) => addPlaylistSound(tx, of, SOUND));
    expect(await shown()).toBe(url);

    const master = await get(url);
    expect(Object.fromEntries(master.headers)).toMatchObject({
      ...{ 'content-type': 'application/vnd.apple.mpegurl', 'access-control-allow-origin': '*', 'cache-control': 'no-store' },
    });
    expect(await master.text()).toMatch(/URI="audio\/index.m3u8"\n.*RESOLUTION=640x360.*\nv360\/index.m3u8\n/);
    expect(files(await picture())).toEqual(['1.m4s', '2.m4s']);
    expect(await picture()).not.toContain('ENDLIST');
    await finished(3);
    const whole = await picture();
    expect(files(whole)).toEqual(['1.m4s', '2.m4s', '3.m4s']);
    expect(whole).toMatch(/PLAYLIST-TYPE:EVENT\n[\s\S]*#EXT-X-ENDLIST\n$/);
    await within((tx) => recordRenderStep(tx, { renderId: of.renderId, step: 'end', change: { to: 'COMPLETED', outputs: [] } }));
    expect([await shown(), await picture()]).toEqual([url, whole]);
  });

  it('ends with what there is when it is aborted; what comes late changes nothing', async () => {
    const { of, within, url, shown, finished } = await watched();
    await finished(1);
    await finished(3);
    const picture = new URL('v360/index.m3u8', url).href;
    await within((tx) => recordRenderStep(tx, { renderId: of.renderId, step: 'end', change: { to: 'FAILED', failure: FAILURE } }));
    const ended = await (await get(picture)).text();
    expect(files(ended)).toEqual(['1.m4s']);
    expect(ended).toMatch(/#EXT-X-ENDLIST\n$/);
    await finished(2);
    expect(await (await get(picture)).text()).toBe(ended);
    expect(await within((tx) => segmentNumbers(tx, of))).toEqual([1, 3]);
    expect(await shown()).toBe(url);
  });

  it('has none when it ended before its beginning was there', async () => {
    const { of, within, url, shown, finished } = await watched();
    await finished(2);
    await within((tx) => recordRenderStep(tx, { renderId: of.renderId, step: 'end', change: { to: 'CANCELED' } }));
    await finished(1);
    expect([await shown(), (await get(url)).status]).toEqual([null, 404]);
  });

  it('wakes those who follow its progress', async () => {
    const { of, within, finished } = await watched();
    const progress = async () => (await within((tx) => getRender(tx, of.renderId)))?.progress.updatedAt.getTime() ?? 0;
    const before = await progress();
    await finished(2);
    expect(await progress()).toBe(before);
    await finished(1);
    const after = await progress();
    expect(after).toBeGreaterThan(before);
    await finished(3);
    expect(await progress()).toBe(after);
  });

  it('sends on to the store for segments', async () => {
    const { workspaceId, of, url } = await watched();
    const key = `${objectKeys.watched(workspaceId, of.renderId, 1)}v360/1.m4s`;
    await gateway.store.putBytes(key, 'segment', { contentType: 'video/iso.segment' });
    const answer = await get(new URL('v360/1.m4s', url).href);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([302, '*']);
    expect(await (await fetch(answer.headers.get('location') ?? '')).text()).toBe('segment');
  });
});

describe('a link to watch', () => {
  const render = { workspaceId: newId(), renderId: newId() };
  const tokenAt = (now: number): string => watchLink({ publicUrl: '', secret }, render, 1, now).split('/')[2] ?? '';

  it('opens one render until it is over, and nothing when it is changed', () => {
    const now = Date.now();
    const token = tokenAt(now);
    expect(token.length).toBeLessThan(100);
    expect(watchedBy(secret, token, now)).toEqual(render);
    expect(watchedBy(secret, token, now + 7 * 86_400_000)).toEqual(render);
    expect(watchedBy(secret, token, now + 8 * 86_400_000)).toBeNull();
    expect(watchedBy('another secret', token, now)).toBeNull();
    const bytes = Buffer.from(token, 'base64url');
    for (const at of [0, 16, 32, 36, 67]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(watchedBy(secret, changed.toString('base64url'), now)).toBeNull();
    }
    expect(watchedBy(secret, '', now)).toBeNull();
  });

  it('opens nothing else in the store', async () => {
    const { url } = await watched();
    const base = url.slice(0, url.lastIndexOf('/'));
    for (const file of ['../../timeline.json', 'v360/../../x.m4s', 'a/b/1.m4s', 'timeline.json', '%2e%2e/1.m4s', ''])
      expect([file, [403, 404]]).toEqual([file, expect.arrayContaining([(await get(`${base}/${file}`)).status])]);
    for (const revision of ['0', '-1', 'x', '1.5', '2'])
      expect((await get(`${base.slice(0, -1)}${revision}/master.m3u8`)).status).toBe(404);
    expect((await get(`${gateway.url}/hls/${'x'.repeat(91)}/1/master.m3u8`)).status).toBe(403);
  });
});
