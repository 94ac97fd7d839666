import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { readPlaylist } from '@workprint/projection';
import type { OutputRequest, Plan } from '@workprint/timeline';
import { addFilm, openWorkplace, type Workplace } from '../../test/workplace.ts';
import { readTracks } from '../boxes/tracks.ts';

let place: Workplace;
let clip: string;
beforeAll(async () => {
  place = await openWorkplace();
  clip = await addFilm(place, { seconds: 5 });
}, 60_000);
afterAll(() => place.close());

/** Three seconds each, so that each is a chunk. */
const timeline = (trims: number[], muted = false) => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [{ clips: trims.map((trim, i) => ({ type: 'video', src: `asset:${clip}`, start: i * 3, length: 3, trim, muted })) }],
});

const playlistOf = (renderId: string) => place.db.withWorkspace(place.workspaceId, (tx) => readPlaylist(tx, { renderId, revision: 1 }));
const prefixOf = (renderId: string): string => objectKeys.watched(place.workspaceId, renderId, 1);
const bytesOf = async (key: string): Promise<Buffer> => Buffer.from(await place.store.getBytes(key));
const namesOf = async (prefix: string): Promise<string[]> =>
  (await place.store.list(prefix)).map(({ key }) => key.slice(prefix.length)).sort();
const prepared = async (render: { prepare(): ReturnType<Workplace['run']> }) => {
  const found = (await render.prepare()) as { ready: true; plans: { planKey: string; missing: number[]; playlist?: true }[] };
  return found.plans[0]!;
};

describe('a render that is watched', () => {
  it('has each chunk as a segment at its time as soon as it is made, and the sound cut like them', async () => {
    const render = await place.addRender(timeline([0, 1]), {});
    const { renderId } = render;
    const { planKey, missing, playlist } = await prepared(render);
    expect([missing, playlist]).toEqual([[0, 1], true]);
    const draw = (index: number) => place.run('renderChunk', { workspaceId: place.workspaceId, renderId, planKey, index });
    await draw(1);
    expect((await playlistOf(renderId))?.segments.map((s) => s.number)).toEqual([2]);
    await place.run('mixAudio', { workspaceId: place.workspaceId, renderId, planKey });
    await draw(0);
    const made = await playlistOf(renderId);
    expect(made).toMatchObject({
      over: false,
      film: { frames: [90, 90], sound: true, renditions: [{ folder: 'v180', width: 320, height: 180 }] },
      sound: { codecs: 'mp4a.40.2', timescale: 48_000, segments: { length: 2 } },
      segments: [1, 2].map((number) => ({ number, tracks: [{ codecs: 'avc1.42c00d', timescale: 15_360 }] })),
    });
    const prefix = prefixOf(renderId);
    expect(await namesOf(prefix)).toEqual(['audio', 'v180'].flatMap((v) => ['1.m4s', '2.m4s', 'init.mp4'].map((name) => `${v}/${name}`)));
    for (const [folder, at, samples] of [
      ['v180', 46_080n, 90],
      ['audio', BigInt(made!.sound!.segments[0]!.ticks + 1024), null],
    ] as const) {
      const second = await bytesOf(`${prefix}${folder}/2.m4s`);
      expect(second.readBigUInt64BE(second.indexOf('tfdt') + 8)).toBe(at);
      const file = join(place.folder, `${folder}.mp4`);
      await writeFile(file, Buffer.concat([await bytesOf(`${prefix}${folder}/init.mp4`), second]));
      if (samples !== null) expect((await readTracks(file))[0]).toMatchObject({ kind: 'video', samples, timescale: 15_360 });
    }
  }, 90_000);

  it('has the chunks of the cache as well, and makes those that are gone or damaged again', async () => {
    await (await place.addRender(timeline([0.2, 0.4, 0.6], true), {})).finish();
    const render = await place.addRender(timeline([0.8, 0.2, 0.4, 0.6], true), {});
    const { renderId } = render;
    const { planKey, missing } = await prepared(render);
    expect(missing).toEqual([0]);
    const { chunks } = await place.store.getJson<{ chunks: { encoded: { key: string }[] }[] }>(planKey);
    const keys = chunks.map((chunk) => objectKeys.chunk(place.workspaceId, chunk.encoded[0]!.key));
    await place.store.remove([keys[2]!]);
    const sound = await bytesOf(keys[3]!);
    await place.store.putBytes(keys[3]!, Buffer.alloc(sound.length), { contentType: 'video/mp4' });
    const input = { workspaceId: place.workspaceId, renderId, planKey };
    expect(await place.run('publishSegments', { ...input, indices: [1, 2, 3] })).toEqual({ missing: [2, 3] });
    expect((await playlistOf(renderId))?.segments.map((s) => s.number)).toEqual([2]);
    for (const index of [0, 2, 3]) await place.run('renderChunk', { ...input, index });
    expect((await playlistOf(renderId))?.segments.map((s) => s.number)).toEqual([1, 2, 3, 4]);
    // What is there is left alone.
    await place.store.remove([`${prefixOf(renderId)}v180/2.m4s`]);
    expect(await place.run('publishSegments', { ...input, indices: [1, 2] })).toEqual({ missing: [] });
    expect(await namesOf(`${prefixOf(renderId)}v180/`)).toEqual(['1.m4s', '3.m4s', '4.m4s', 'init.mp4']);
  }, 90_000);

  it('has what another render shows at the same time without a chunk being read, unless that is no more what it was', async () => {
    const film = timeline([1.3, 1.5, 1.7], true);
    const first = await place.addRender(film);
    await first.finish();
    const [theirs, again] = [prefixOf(first.renderId), await place.addRender(film)];
    const { planKey, missing } = await prepared(again);
    expect(missing).toEqual([]);
    const { chunks } = await place.store.getJson<Plan>(planKey);
    const objects = chunks.map(({ key }) => objectKeys.chunk(place.workspaceId, key));
    await place.store.remove(objects.slice(0, 2));
    await place.store.putBytes(`${theirs}v180/3.m4s`, 'another', { contentType: 'video/iso.segment' });
    const input = { workspaceId: place.workspaceId, renderId: again.renderId, planKey };
    expect(await place.run('publishSegments', { ...input, indices: [0, 1, 2] })).toEqual({ missing: [] });
    const [mine, told, before] = [prefixOf(again.renderId), await playlistOf(again.renderId), await playlistOf(first.renderId)];
    expect(told?.segments).toEqual(before?.segments.map((segment) => ({ ...segment, renderId: again.renderId })));
    for (const name of ['init.mp4', '1.m4s', '2.m4s'])
      expect((await bytesOf(`${mine}v180/${name}`)).equals(await bytesOf(`${theirs}v180/${name}`))).toBe(true);
    expect((await bytesOf(`${mine}v180/3.m4s`)).readBigUInt64BE((await bytesOf(`${mine}v180/3.m4s`)).indexOf('tfdt') + 8)).toBe(92_160n);
  }, 90_000);

  it('is the ladder that is delivered, byte for byte', async () => {
    const render = await place.addRender(timeline([0.1, 1]), {}, { format: 'hls', renditions: [{ height: 90 }, { height: 180 }] });
    await render.finish();
    const ladder = objectKeys.ladder(place.workspaceId, render.renderId, 1);
    const names = (await namesOf(ladder)).filter((name) => !name.endsWith('.m3u8'));
    expect(await namesOf(prefixOf(render.renderId))).toEqual(names);
    expect(names).toContain('v90/2.m4s');
    for (const name of names)
      expect([name, (await bytesOf(ladder + name)).equals(await bytesOf(prefixOf(render.renderId) + name))]).toEqual([name, true]);
  }, 90_000);

  it.each<[string, OutputRequest]>([
    ['a file that may have to be made again', { maxBytes: 1_000_000 }],
    ['sound alone', { format: 'mp3' }],
    ['what is made once of all frames', { format: 'gif' }],
    ['a container players are not told of', { format: 'webm' }],
  ])('is not %s', async (_, request) => {
    const render = await place.addRender(timeline([0]), request);
    expect((await prepared(render)).playlist).toBeUndefined();
    expect(await playlistOf(render.renderId)).toBeNull();
  });
});
