import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loudnessIn, measureCommand } from '@workprint/timeline';
import { make, testFfmpeg, testFolder } from '../../test/tools.ts';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { levelSound } from './level-sound.ts';

let ffmpeg: Ffmpeg;
let folder: Awaited<ReturnType<typeof testFolder>>;
beforeAll(async () => {
  [ffmpeg, folder] = await Promise.all([testFfmpeg(), testFolder()]);
});
afterAll(() => folder.remove());

/** Not a whole number of anything. */
const SAMPLES = 3 * 48_000 - 17;
const run = async (args: string[]) => (await ffmpeg.run({ what: 'sound', args, cwd: folder.path, timeoutMs: 60_000 })).log;

/** Levels a sound, given by its left and right at each sample. */
const level = async (at: (n: number) => number, settings: { loudness: number; truePeakDb?: number }) => {
  const mixed = Float32Array.from({ length: 2 * SAMPLES }, (_, i) => at(i >> 1) * (i % 2 === 0 ? 1 : 0.5));
  const pcm = join(folder.path, 'mix.f32');
  await writeFile(pcm, new Uint8Array(mixed.buffer));
  const target = { truePeakDb: -1, ...settings, samples: SAMPLES };
  const { pcm: file, line } = await levelSound(target, { pcm, folder: folder.path }, run);
  const bytes = await readFile(file);
  const leveled = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  expect(leveled).toHaveLength(2 * SAMPLES);
  return { mixed, leveled, line, ...loudnessIn(await run(measureCommand(file))) };
};

const tone = (volume: number) => (n: number) => volume * Math.sin((2 * Math.PI * 440 * n) / 48_000);
/** A tone with short loud bursts, as drums over a voice. */
const bursts = (volume: number, loud: number) => (n: number) => tone(n % 24_000 < 240 ? loud : volume)(n);
/** Where the right channel begins to sound: samples. */
const onset = (pcm: Float32Array, above: number) => pcm.findIndex((v, i) => i % 2 === 1 && Math.abs(v) > above) >> 1;

describe('a mix is brought to a loudness', () => {
  it.each([-14, -23, -30])('of %d LUFS by one gain for every sample', async (loudness) => {
    const { mixed, leveled, integrated, line } = await level(bursts(0.05, 0.1), { loudness });
    expect(Math.abs(integrated! - loudness)).toBeLessThanOrEqual(0.1);
    const gain = leveled[2 * 1000 + 1]! / mixed[2 * 1000 + 1]!;
    expect(gain > 1).toBe(loudness > -29);
    const furthest = leveled.reduce((most, v, i) => Math.max(most, Math.abs(v - gain * mixed[i]!)), 0);
    expect(furthest).toBeLessThan(1e-5);
    expect(line).toMatch(/^Loudness: -\d+(\.\d)? LUFS as mixed, [+-]\d+(\.\d)? dB, -\d+ LUFS\.$/);
  });

  it('with its peaks limited where they would be too high, nothing moved', async () => {
    const quiet = 12_345;
    const { leveled, integrated, truePeak, line } = await level((n) => (n < quiet ? 0 : bursts(0.1, 0.8)(n - quiet)), { loudness: -14 });
    expect(Math.abs(integrated! + 14)).toBeLessThanOrEqual(0.5);
    expect(truePeak).toBeLessThanOrEqual(-0.9);
    expect(line).toContain('peaks limited to -1 dBTP.');
    expect(Math.abs(onset(leveled, 0.02) - quiet)).toBeLessThanOrEqual(4);
  });

  it('or says that its peaks do not allow it', async () => {
    const { integrated, truePeak, line } = await level((n) => (n % 24_000 < 48 ? tone(0.9)(n) : 0), { loudness: -8, truePeakDb: -3 });
    expect(integrated).toBeLessThan(-8.5);
    expect(truePeak).toBeLessThanOrEqual(-2.9);
    expect(line).toContain('the target of -8 LUFS cannot be reached under that limit');
  });

  it('but stays silent where it is silent', async () => {
    const { leveled, integrated, line } = await level(() => 0, { loudness: -14 });
    expect(integrated).toBeNull();
    expect(leveled.every((v) => v === 0)).toBe(true);
    expect(line).toContain('silent');
  });

  it('and a sound too short to have a loudness is left alone', async () => {
    const file = await make(ffmpeg, folder.path, 'short.f32', ['-f', 'lavfi', '-i', 'sine=d=0.2:r=48000', '-ac', '2', '-f', 'f32le']);
    const target = { loudness: -14, truePeakDb: -1, samples: 9600 };
    const { pcm, line } = await levelSound(target, { pcm: file, folder: folder.path }, run);
    expect(pcm).toBe(file);
    expect(line).toContain('too short');
  });
});
