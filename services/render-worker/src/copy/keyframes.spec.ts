import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { make, testFfmpeg, testFolder } from '../../test/tools.ts';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { avcProbe } from './keyframes.ts';

let ffmpeg: Ffmpeg;
let folder: Awaited<ReturnType<typeof testFolder>>;
beforeAll(async () => {
  folder = await testFolder();
  ffmpeg = await testFfmpeg();
});
afterAll(() => folder.remove());

/** Sixty frames of x264's. */
const encoded = (name: string, params: string, ...more: string[]) =>
  make(ffmpeg, folder.path, name, [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30:d=2', '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
    ...['-x264-params', `keyint=20:min-keyint=20:scenecut=0:bframes=3:${params}`, ...more],
  ]);

it('finds the frames that nothing refers across, and what the stream is decoded with', async () => {
  const found = await avcProbe(await encoded('closed.mp4', 'open-gop=0'), 60);
  expect(found).toEqual({
    keyframes: [0, 20, 40],
    sps: [expect.stringMatching(/^6764/)],
    pps: [expect.stringMatching(/^68/)],
  });
  expect(await avcProbe(await encoded('closed.mov', 'open-gop=0'), 60)).toEqual(found);
});

it('does not take a recovery point for one', async () => {
  expect((await avcProbe(await encoded('open.mp4', 'open-gop=1'), 60))?.keyframes).toEqual([0]);
});

it.each([
  ['fragments', () => encoded('fragmented.mp4', '', '-movflags', '+frag_keyframe+empty_moov')],
  ['another container', () => encoded('a.mkv', '')],
  [
    'parts that are not shown',
    async () => make(ffmpeg, folder.path, 'cut.mp4', ['-ss', '1', '-i', await encoded('whole.mp4', ''), '-c', 'copy']),
  ],
])('finds none in a file with %s', async (_, file) => {
  expect(await avcProbe(await file(), 60)).toBeNull();
});

it('finds none where the probe has counted other frames', async () => {
  expect(await avcProbe(await encoded('counted.mp4', ''), 59)).toBeNull();
});
