import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OutputRecord, objectKeys } from '@workprint/contracts';
import type { OutputRequest, Plan } from '@workprint/timeline';
import { difference, shown } from '../../test/kinds.ts';
import { framesOf, make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';
import { readFragments } from '../boxes/fragments.ts';
import { readTracks } from '../boxes/tracks.ts';
import { readAvcC } from '../copy/avc-configuration.ts';
import { readAvcFile } from '../copy/avc-file.ts';

const BT709 = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'];
/** Frame by frame other pictures, a keyframe each half second. */
const source = (name: string, speed: string, seconds: number, params = '') =>
  make(place.needs.ffmpeg, place.folder, name, [
    ...['-f', 'lavfi', '-i', `testsrc2=s=160x90:r=30:d=${seconds}`, '-f', 'lavfi', '-i', `sine=f=440:d=${seconds}:r=48000`],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      speed,
      '-pix_fmt',
      'yuv420p',
      '-g',
      '15',
      ...BT709,
      '-x264-params',
      `scenecut=0${params}`,
      '-c:a',
      'aac',
    ],
  ]);

let place: Workplace;
let deep: { file: string; id: string };
let plain: { file: string; id: string };
beforeAll(async () => {
  place = await openWorkplace();
  const added = async (file: string) => ({ file, id: await place.addAsset(file) });
  deep = await added(await source('deep.mp4', 'veryfast', 4));
  // No picture is decoded before its time, and a number of its own for the sets.
  plain = await added(await source('plain.mp4', 'veryfast', 3, ':bframes=0:sps-id=3'));
}, 60_000);
afterAll(() => place.close());

const COPY: OutputRequest = { copy: 'WHEN_POSSIBLE', speed: 'veryfast', crf: 30 };
interface Clip {
  of: { id: string };
  trim: number;
  length: number;
}
const timeline = (...clips: Clip[]) => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 30 },
  tracks: [
    {
      clips: clips.map(({ of, trim, length }, i) => ({
        ...{ type: 'video', src: `asset:${of.id}`, start: clips.slice(0, i).reduce((sum, c) => sum + c.length, 0), length, trim },
      })),
    },
  ],
});
const fetched = async ({ objectKey }: OutputRecord, name: string): Promise<string> => {
  const path = join(place.folder, name);
  await place.store.getToFile(objectKey, path);
  return path;
};
const hashes = async (path: string): Promise<string[]> =>
  (await framesOf(place.needs.ffmpeg, path)).filter((line) => line.startsWith('0,')).map((line) => line.split(',').at(-1)!.trim());
const planOf = (planKey: string): Promise<Plan> => place.store.getJson<Plan>(planKey);

describe('a render that copies', () => {
  it("has the source's own frames where nothing touches them, exact times, and one description that decodes all", async () => {
    const render = await place.addRender(timeline({ of: deep, trim: 0.2, length: 3 }, { of: plain, trim: 0.4, length: 2.5 }), COPY);
    const { output, planKey } = await render.finish();
    const plan = await planOf(planKey);
    const stretches = plan.chunks.flatMap(({ start, frames, encoded: [one] }) => (one?.copy ? [{ start, frames, ...one.copy }] : []));
    expect(stretches.map(({ start, frames, first }) => [start, frames, first])).toEqual([
      [9, 75, 15],
      [93, 60, 15],
    ]);
    const file = await fetched(output, 'copied.mp4');
    const [made, a, b] = [await hashes(file), await hashes(deep.file), await hashes(plain.file)];
    expect(made).toHaveLength(165);
    expect(made.slice(9, 84)).toEqual(a.slice(15, 90));
    expect(made.slice(93, 153)).toEqual(b.slice(15, 75));
    expect(made.slice(0, 9)).not.toEqual(a.slice(6, 15));
    const { ffmpeg } = place.needs;
    const [seen, one, other] = [await shown(ffmpeg, file), await shown(ffmpeg, deep.file), await shown(ffmpeg, plain.file)];
    const wanted = [...one.slice(6, 96), ...other.slice(12, 87)];
    // On both sides of every seam a frame is more like its own than like the one before or after.
    for (const k of [1, 8, 9, 83, 84, 88, 91, 92, 93, 152, 153, 163]) {
      const [before, own, after] = [k - 1, k, k + 1].map((n) => difference(seen[k]!, wanted[n]!));
      expect([k, own! < before!, own! < after!]).toEqual([k, true, true]);
    }
    expect((await readTracks(file))[0]).toMatchObject({ kind: 'video', samples: 165, durations: [512] });
    const film = (await readAvcFile(file))!;
    expect(film.samples.map((sample) => sample.shown).toSorted((x, y) => x - y)).toEqual(Array.from({ length: 165 }, (_, i) => i));
    expect(film.configuration).toMatchObject({ profile: 100, sps: { length: 3 }, pps: { length: 3 } });
    const manifest = objectKeys.output(place.workspaceId, render.renderId, 'manifest.json');
    const { plans } = await place.store.getJson<{ plans: { chunks: { encoded: [{ copiedFrom?: object }] }[] }[] }>(manifest);
    expect(plans[0]!.chunks.map(({ encoded: [one] }) => one.copiedFrom)).toContainEqual({ sha256: expect.any(String), first: 15 });
  }, 90_000);

  it('is a ladder whose own size is copied, the smaller one encoded', async () => {
    const request: OutputRequest = { ...COPY, format: 'hls', renditions: [{ height: 90 }, { height: 46 }] };
    const render = await place.addRender(timeline({ of: deep, trim: 0.2, length: 3 }), request);
    const { output, planKey } = await render.finish();
    const { chunks } = await planOf(planKey);
    expect(chunks.map(({ encoded }) => encoded.map((one) => one.copy !== undefined))).toContainEqual([true, false]);
    const folder = output.objectKey.slice(0, output.objectKey.lastIndexOf('/') + 1);
    for (const [size, sets] of [
      ['v90', 2],
      ['v46', 1],
    ] as const) {
      const names = ['init.mp4', ...chunks.map(({ index }) => `${index + 1}.m4s`)];
      const parts = await Promise.all(names.map(async (name) => Buffer.from(await place.store.getBytes(`${folder}${size}/${name}`))));
      const path = join(place.folder, `${size}.mp4`);
      await writeFile(path, Buffer.concat(parts));
      expect((await readTracks(path))[0]).toMatchObject({ samples: 90, durations: [512] });
      expect(await hashes(path)).toHaveLength(90);
      const init = readFragments(await readFile(path)).init;
      expect(readAvcC(init.subarray(init.indexOf('avcC') + 4)).sps).toHaveLength(sets);
    }
  }, 90_000);

  it('encodes a stretch that turns out to be damaged, and the next render finds it under the same key', async () => {
    const bytes = await readFile(deep.file);
    const { samples } = (await readAvcFile(deep.file))!;
    // The middle of the data of a picture that others are made from: its length still fits, what it says does not.
    const { offset, size } = samples[16]!;
    bytes.fill(0xff, offset + 12, offset + size);
    const file = join(place.folder, 'damaged.mp4');
    await writeFile(file, bytes);
    const damaged = { id: await place.addAsset(file) };
    const film = timeline({ of: damaged, trim: 0, length: 2 });
    const { output, planKey } = await (await place.addRender(film, COPY)).finish();
    expect((await planOf(planKey)).chunks.map(({ encoded }) => encoded[0]?.copy?.first)).toEqual([0]);
    const made = await fetched(output, 'fallen-back.mp4');
    expect(await hashes(made)).toHaveLength(60);
    expect((await readAvcFile(made))!.configuration.sps[0]!.toString('hex')).toMatch(/^6764..(..)1/);
    expect((await (await place.addRender(film, COPY)).finish()).rendered).toEqual([]);
  }, 90_000);
});
