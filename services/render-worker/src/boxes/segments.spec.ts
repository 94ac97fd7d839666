import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { framesOf, make, testFfmpeg, testFolder } from '../../test/tools.ts';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { readFragments, segmentOf } from './fragments.ts';
import { readSoundFile } from './sound-file.ts';
import { cutSound } from './sound-segments.ts';
import { readTracks } from './tracks.ts';

let ffmpeg: Ffmpeg;
let folder: Awaited<ReturnType<typeof testFolder>>;
beforeAll(async () => {
  folder = await testFolder();
  ffmpeg = await testFfmpeg();
});
afterAll(() => folder.remove());

const CHUNK = ['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof+cmaf+negative_cts_offsets', '-frag_duration', '2000000000'];
const chunk = async (name: string, source: string, ...encoder: string[]) => {
  const picture = ['-f', 'lavfi', '-i', `${source}=s=128x72:r=25:d=1`, '-pix_fmt', 'yuv420p', ...encoder];
  return readFragments(await readFile(await make(ffmpeg, folder.path, `${name}.mp4`, [...picture, '-fflags', '+bitexact', ...CHUNK])));
};
const X264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-level:v', '3.1', '-x264-params', 'stitchable=1:keyint=50'];
const X265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-x265-params', 'info=0:repeat-headers=0:log-level=error'];

describe('segments of pictures', () => {
  it('are the chunks moved to their time: one init for all, each frame at its place', async () => {
    const chunks = [await chunk('a', 'testsrc2', ...X264), await chunk('b', 'smptebars', ...X264), await chunk('c', 'testsrc', ...X264)];
    const [first] = chunks;
    expect(first).toMatchObject({ codecs: 'avc1.64001f', timescale: 12800, editStart: 0 });
    for (const { init } of chunks) expect(init.equals(first!.init)).toBe(true);
    const segments = chunks.map((c, i) => segmentOf(c.fragments, { decodeTime: i * 12800, sequence: i + 1 }));
    const path = join(folder.path, 'joined.mp4');
    await writeFile(path, Buffer.concat([first!.init, ...segments]));
    const [track] = await readTracks(path);
    expect(track).toMatchObject({ kind: 'video', samples: 75, ticks: 75 * 512, durations: [512] });
    const frames = (await framesOf(ffmpeg, path)).filter(Boolean);
    const alone = (await Promise.all(['a', 'b', 'c'].map((n) => framesOf(ffmpeg, join(folder.path, `${n}.mp4`))))).flat().filter(Boolean);
    const [hash, time] = [(line: string) => line.split(',')[5], (line: string) => Number(line.split(',')[2])];
    expect(frames.map(hash)).toEqual(alone.map(hash));
    expect(frames.map(time)).toEqual(Array.from({ length: 75 }, (_, i) => i));
    expect(segments[2]!.subarray(4, 8).toString()).toBe('styp');
    expect(segments[2]!.indexOf('moof')).toBe(4 + 24);
    expect(segments[2]!.readUInt32BE(segments[2]!.indexOf('mfhd') + 8)).toBe(3);
    expect(segments[2]!.readBigUInt64BE(segments[2]!.indexOf('tfdt') + 8)).toBe(25_600n);
  }, 60_000);

  it.each([
    ['hvc1.1.6.L30.90', X265],
    ['hvc1.2.4.L30.90', [...X265, '-pix_fmt', 'yuv420p10le']],
    ['av01.0.00M.08', ['-c:v', 'libsvtav1', '-preset', '12']],
  ])(
    'name their codec %s',
    async (codecs, encoder) => {
      expect((await chunk(codecs, 'testsrc2', ...encoder)).codecs).toBe(codecs);
    },
    60_000,
  );

  it('come from fragmented files of one track only', async () => {
    const whole = await make(ffmpeg, folder.path, 'whole.mp4', [
      '-f',
      'lavfi',
      '-i',
      'testsrc=s=64x64:r=25:d=1',
      '-pix_fmt',
      'yuv420p',
      ...X264,
    ]);
    expect(() => readFragments(Buffer.alloc(0))).toThrow('there is no moov box');
    await expect(readFile(whole).then(readFragments)).rejects.toThrow('it is not fragmented');
  });
});

describe('segments of sound', () => {
  const ends = [1, 1.48, 3];
  const fragmented = async () => {
    const sound = await make(ffmpeg, folder.path, 'sound.m4a', ['-f', 'lavfi', '-i', 'sine=f=330:d=3:r=48000', '-c:a', 'aac']);
    return readSoundFile(await readFile(sound));
  };

  it('end with the pictures, to a packet, and are heard as the whole was', async () => {
    const track = await fragmented();
    expect(track).toMatchObject({ codecs: 'mp4a.40.2', timescale: 48_000, editStart: 1024 });
    const segments = cutSound(track, ends);
    let heard = 0;
    segments.forEach(({ ticks, decodeTime }, i) => {
      expect(decodeTime).toBe(heard + (i === 0 ? 0 : 1024));
      heard += ticks;
      expect(heard / 48_000 - ends[i]!).toBeGreaterThanOrEqual(0);
      expect(heard / 48_000 - ends[i]!).toBeLessThan(1024 / 48_000);
    });
    const path = join(folder.path, 'cut.mp4');
    const bytes = segments.map((s, i) => segmentOf([s.fragment], { decodeTime: s.decodeTime, sequence: i + 1 }));
    await writeFile(path, Buffer.concat([track.init, ...bytes]));
    const hashes = async (file: string) => (await framesOf(ffmpeg, file)).filter(Boolean).map((line) => line.split(',')[5]?.trim());
    const [cut, whole] = [await hashes(path), await hashes(join(folder.path, 'sound.m4a'))];
    // This ffmpeg does not read the edit list of fragments: it also gives what is before the first sample, and does not cut the last.
    expect(cut).toHaveLength(whole.length + 1);
    expect(cut.slice(1, -1)).toEqual(whole.slice(0, -1));
  }, 60_000);

  it('come from sound files of one track only', async () => {
    expect(() => readSoundFile(Buffer.alloc(0))).toThrow('it has 0 tracks instead of one');
    const path = await make(ffmpeg, folder.path, 'damaged.m4a', [
      '-f',
      'lavfi',
      '-i',
      'sine=f=330:d=1:r=48000',
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
    ]);
    const whole = await readFile(path);
    expect(readSoundFile(whole).editStart).toBe(1024);
    expect(() => readSoundFile(whole.subarray(0, whole.length - 5000))).toThrow(/does not fit/);
  }, 60_000);

  it('always hold something', async () => {
    const track = await fragmented();
    expect(() => cutSound(track, [1, 1.001, 3])).toThrow('no sound for segment 2');
  }, 60_000);
});
