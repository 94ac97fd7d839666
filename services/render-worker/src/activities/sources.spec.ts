import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OutputRecord } from '@workprint/contracts';
import { findChunks } from '@workprint/projection';
import { type Plan, planPieces } from '@workprint/timeline';
import {
  difference,
  exif,
  FRAMES,
  grey,
  H264,
  heard,
  highRange,
  interlaced,
  kinds,
  loudness,
  ramp,
  SIZE,
  shown,
} from '../../test/kinds.ts';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';

// Real media through the real pipeline; other work may share the machine.
jest.setTimeout(120_000);

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.close());

/** A render of clips that follow one another, all by themselves on the picture. */
const rendered = async (
  clips: object | object[],
  fps = 30,
): Promise<{ output: OutputRecord; path: string; plan: Plan; pictures: Buffer[] }> => {
  const canvas = { ...SIZE, fps, background: '#000000' };
  const list = [clips].flat().map((clip, i) => ({ start: i === 0 ? 0 : 'after', ...clip }));
  const handle = await place.addRender({ version: 1, canvas, tracks: [{ clips: list }] }, { crf: 4, poster: false });
  const { output, planKey } = await handle.finish();
  const path = join(place.folder, `${handle.renderId}.mp4`);
  await place.store.getToFile(output.objectKey, path);
  return { output, path, plan: await place.store.getJson<Plan>(planKey), pictures: await shown(place.needs.ffmpeg, path) };
};
const asset = async (path: string): Promise<string> => `asset:${await place.addAsset(path)}`;

describe('a source', () => {
  const RATES: Record<string, number> = { '23.976': 24000 / 1001, '29.97': 30000 / 1001, '59.94': 60000 / 1001 };

  describe('of every kind', () => {
    const paths = new Map<string, string>();
    const films = new Map<string, Buffer[]>();
    const rate = (kind: string): number => RATES[kind] ?? 30;
    // Of a variable rate the second of every three pictures is not in the file, and the last one lasts to the end.
    const framesOf = (kind: string): number => (kind === 'variable' ? 36 : Math.round((FRAMES * 30) / rate(kind)));
    beforeAll(async () => {
      for (const kind of Object.keys(kinds)) paths.set(kind, await kinds[kind]!(place.needs.ffmpeg, place.folder));
      const clips = [];
      for (const path of paths.values()) clips.push({ type: 'video', src: await asset(path) });
      const { pictures } = await rendered(clips);
      let from = 0;
      for (const kind of paths.keys()) {
        films.set(kind, pictures.slice(from, from + framesOf(kind)));
        from += framesOf(kind);
      }
      // Not one frame more or less: so each kind is where it is looked for.
      expect(pictures).toHaveLength(from);
    });

    it.each(Object.keys(kinds))('%s comes out right, from its first frame to its last', async (kind) => {
      const pictures = films.get(kind)!;
      const at = (k: number): number => Math.floor((k * rate(kind)) / 30 + 1e-9);
      const own = await shown(place.needs.ffmpeg, paths.get(kind)!);
      const index = (n: number): number => (kind === 'variable' ? n - Math.floor((n + 1) / 3) : n);
      const places = kind === 'variable' ? [0, 2, 3, pictures.length - 1] : [0, 1, pictures.length - 1];
      for (const k of places) expect(difference(pictures[k]!, own[index(at(k))]!)).toBeLessThan(3);
      if (kind === 'variable') expect(difference(pictures[1]!, own[0]!)).toBeLessThan(3);
    });
  });

  it.each(['tff', 'bff'] as const)('of two fields (%s) shows each moment once, without combs', async (first) => {
    const path = await interlaced(place.needs.ffmpeg, place.folder, first);
    const { output, pictures } = await rendered({ type: 'video', src: await asset(path), fit: 'fill' }, 25);
    expect(output.frames).toBe(24);
    for (const k of [1, 2, 12, 22]) expect(Math.abs(grey(pictures[k]!) - (30 + 8 * k))).toBeLessThan(1.6);
    const column = Array.from({ length: 60 }, (_, y) => pictures[12]![3 * (SIZE.width * (y + 25) + 100)]!);
    expect(Math.max(...column) - Math.min(...column)).toBeLessThan(4);
  });

  it('that is turned and played backwards stays upright', async () => {
    const path = await kinds['rotated by 90°']!(place.needs.ffmpeg, place.folder);
    const { pictures } = await rendered({ type: 'video', src: await asset(path), reverse: true });
    const own = await shown(place.needs.ffmpeg, path);
    for (const k of [0, 23]) expect(difference(pictures[k]!, own[23 - k]!)).toBeLessThan(3);
  });

  it.each([false, true])('of high dynamic range (without zscale: %s) is brought down to BT.709', async (noZscale) => {
    const { toolchain } = place.needs;
    place.needs.toolchain = { ...toolchain, ...(noZscale ? { noZscale } : {}) };
    const transfers = ['smpte2084', 'arib-std-b67'] as const;
    const clips = [];
    for (const transfer of transfers)
      clips.push({ type: 'video', src: await asset(await highRange(place.needs.ffmpeg, place.folder, transfer)) });
    const { pictures } = await rendered(clips).finally(() => {
      place.needs.toolchain = toolchain;
    });
    expect(pictures).toHaveLength(48);
    for (const [i, transfer] of transfers.entries())
      for (const k of [0, 8, 16, 23])
        expect(Math.abs(16 + (219 * grey(pictures[24 * i + k]!)) / 255 - sdr((300 + 20 * k - 64) / 876, transfer))).toBeLessThan(3);
  });

  it('that is a picture stands upright, whatever its orientation', async () => {
    const { ffmpeg } = place.needs;
    const turned = [
      [3, 'hflip,vflip'],
      [6, 'transpose=cclock'],
      [8, 'transpose=clock'],
    ] as const;
    const clips = [];
    for (const [orientation, coded] of turned)
      clips.push({ type: 'image', src: await asset(await exif(ffmpeg, place.folder, orientation, coded)), length: 0.2 });
    const { pictures } = await rendered(clips);
    const [upright] = await shown(ffmpeg, await make(ffmpeg, place.folder, 'up.png', ramp('30', undefined, 1)));
    for (const k of [0, 6, 12]) expect(difference(pictures[k]!, upright!)).toBeLessThan(4);
  });
});

describe('the sound of a source', () => {
  const film = async (name: string, sound: string[]): Promise<string> =>
    asset(
      await make(place.needs.ffmpeg, place.folder, name, [...ramp('30').slice(0, -2), ...sound, '-t', '1', '-pix_fmt', 'yuv420p', ...H264]),
    );

  it('of one channel is as loud on both sides as it is', async () => {
    const { path } = await rendered({
      type: 'video',
      src: await film('mono.mp4', ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(880*PI*t):s=44100']),
    });
    const { left, right } = await heard(place.needs.ffmpeg, path);
    expect(loudness(left, 0.2, 0.8)).toBeCloseTo(0.5 / Math.SQRT2, 2);
    expect(loudness(right, 0.2, 0.8)).toBeCloseTo(loudness(left, 0.2, 0.8), 3);
  });

  it('that has none is no sound', async () => {
    const { plan, output } = await rendered({ type: 'video', src: await film('silent.mp4', []) });
    expect([plan.audio, output.frames]).toEqual([null, 24 + 6]);
  });

  it('that begins late begins as late', async () => {
    const late = ['-itsoffset', '0.5', '-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(880*PI*t)|0.5*sin(880*PI*t):s=48000'];
    const { path } = await rendered({ type: 'video', src: await film('late.mkv', [...late, '-c:a', 'pcm_s16le']) });
    const { left } = await heard(place.needs.ffmpeg, path);
    expect(loudness(left, 0.05, 0.48)).toBeLessThan(0.01);
    expect(loudness(left, 0.52, 0.95)).toBeCloseTo(0.5 / Math.SQRT2, 1);
  });
});

describe('mezzanines', () => {
  it('are made once, found again, made anew when they are gone, and shown by a single frame too', async () => {
    const { ffmpeg, counters, toolchain } = place.needs;
    const made = async (): Promise<number> =>
      (await counters.ffmpegStarted.get()).values.reduce((sum, v) => sum + (v.labels.step === 'mezzanine' ? v.value : 0), 0);
    const path = await make(ffmpeg, place.folder, 'back.mp4', [...ramp('30'), '-pix_fmt', 'yuv420p', ...H264]);
    const clip = { type: 'video', src: await asset(path), reverse: true };
    const before = await made();
    const { plan, pictures } = await rendered(clip);
    expect(await made()).toBe(before + 1);
    const own = await shown(ffmpeg, path);
    expect(own).toHaveLength(24);
    for (const k of [0, 5, 23]) expect(difference(pictures[k]!, own[23 - k]!)).toBeLessThan(3);

    // Another trim shows the same piece; nothing is made.
    const trimmed = await rendered({ ...clip, trim: 0.2 });
    expect(await made()).toBe(before + 1);
    expect(trimmed.pictures).toHaveLength(18);

    const [piece] = planPieces(plan, toolchain);
    const [row] = await place.db.withWorkspace(place.workspaceId, (tx) => findChunks(tx, [piece!.key]));
    expect(row).toMatchObject({ kind: 'mezzanine', frames: 24, objectKey: `ws/${place.workspaceId}/mezzanines/${piece!.key}.mp4` });
    await place.store.remove([row!.objectKey]);
    const again = await rendered({ ...clip, trim: 0.4 });
    expect(await made()).toBe(before + 2);
    expect(difference(again.pictures[0]!, own[23]!)).toBeLessThan(3);
  });
});

/** Ten-bit luma of a grey, 0 to 1, as BT.709 shows it: 1,000 cd/m² at the Hable curve's end. */
function sdr(signal: number, transfer: string): number {
  const hable = (x: number) => (x * (0.15 * x + 0.05) + 0.004) / (x * (0.15 * x + 0.5) + 0.06) - 0.004 / 0.06;
  const p = signal ** (1 / 78.84375);
  const pq = 10_000 * (Math.max(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p)) ** (1 / 0.1593017578125);
  const scene = signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  const light = Math.min(1, hable((transfer === 'smpte2084' ? pq : 1000 * scene ** 1.2) / 100) / hable(10));
  return 16 + 219 * light ** (1 / 2.4);
}
