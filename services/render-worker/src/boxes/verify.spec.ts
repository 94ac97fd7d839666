import { truncate } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { make, testFfmpeg, testFolder } from '../../test/tools.ts';
import type { Ffmpeg } from '../ffmpeg/index.ts';
import { readTracks } from './tracks.ts';
import { audioProblem, videoProblem, webmProblem } from './verify.ts';

let ffmpeg: Ffmpeg;
let folder: Awaited<ReturnType<typeof testFolder>>;
beforeAll(async () => {
  folder = await testFolder();
  ffmpeg = await testFfmpeg();
});
afterAll(() => folder.remove());

const FPS = { num: 25, den: 1 };
const film = (name: string, ...more: string[]) =>
  make(ffmpeg, folder.path, name, [
    ...['-f', 'lavfi', '-i', 'testsrc=s=64x64:r=25:d=2', '-f', 'lavfi', '-i', 'sine=d=2:r=48000'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-c:a', 'aac', '-video_track_timescale', '12800', ...more],
  ]);

describe.each([
  ['an MP4', []],
  ['a fragmented MP4', ['-movflags', '+empty_moov+default_base_moof+frag_keyframe+negative_cts_offsets', '-g', '10']],
])('the boxes of %s', (name, flags) => {
  it('tell frames, durations and samples', async () => {
    const path = await film(`${name}.mp4`, ...flags);
    const [video, audio] = await readTracks(path);
    expect(video).toMatchObject({ kind: 'video', timescale: 12800, samples: 50, ticks: 25600, durations: [512] });
    expect(audio).toMatchObject({ kind: 'audio', timescale: 48000 });
    expect(await videoProblem(path, { frames: 50, fps: FPS })).toBeNull();
    expect(await videoProblem(path, { frames: 51, fps: FPS })).toBe('it has 50 frames instead of 51');
    expect(await videoProblem(path, { frames: 50, fps: { num: 30, den: 1 } })).toContain('exactly');
  });

  it('show a file cut short, and one without the track', async () => {
    const path = await film(`${name} cut.mp4`, '-an', ...flags);
    expect(await audioProblem(path, { samples: 1, rate: 48_000 })).toBe('it has no audio track');
    await truncate(path, 2500);
    expect(await videoProblem(path, { frames: 50, fps: FPS })).toMatch(/end|fit|moov|frames/);
  });
});

it('tell whether the sound is as long as it must be', async () => {
  const path = await film('sound.mp4');
  expect(await audioProblem(path, { samples: 96_000, rate: 48_000 })).toBeNull();
  expect(await audioProblem(path, { samples: 90_000, rate: 48_000 })).toContain('instead of 90000');
  expect(await audioProblem(path, { samples: 99_000, rate: 48_000 })).toContain('instead of 99000');
});

it('show a frame that lasts longer than one', async () => {
  const path = await film('gap.mp4', '-an', '-vf', "select='not(eq(n,20))'", '-fps_mode', 'vfr');
  expect(await videoProblem(path, { frames: 49, fps: FPS })).toMatch(/a frame of 1024 ticks instead of 512/);
});

it('show frames that are decoded in time, but not shown in theirs', async () => {
  const swapped = (pts: string) => ['-an', '-c:v', 'libx264', '-bf', '0', '-bsf:v', `setts=dts=DTS:pts='${pts}'`];
  const path = await film('twice.mp4', ...swapped('PTS+if(eq(N,20),512,0)'));
  expect(await videoProblem(path, { frames: 50, fps: FPS })).toBe('its frame 20 is shown at 10752 ticks instead of 10240');
  const late = await film('late.mp4', '-use_editlist', '0', ...swapped('PTS+512'));
  expect(await videoProblem(late, { frames: 50, fps: FPS })).toBe('its frame 0 is shown at 512 ticks instead of 0');
});

it('tell frames and times of a WebM, and show one cut short', async () => {
  const args = [...['-f', 'lavfi', '-i', 'testsrc=s=64x64:r=25:d=2', '-f', 'lavfi', '-i', 'sine=d=2:r=48000'], '-c:v', 'libvpx-vp9'];
  const path = await make(ffmpeg, folder.path, 'film.webm', [
    ...args,
    '-cpu-used',
    '5',
    '-c:a',
    'libopus',
    '-avoid_negative_ts',
    'disabled',
  ]);
  expect(await webmProblem(path, { frames: 50, fps: FPS })).toBeNull();
  expect(await webmProblem(path, { frames: 51, fps: FPS })).toBe('it has 50 frames instead of 51');
  expect(await webmProblem(path, { frames: 50, fps: { num: 30, den: 1 } })).toBe('its frame 1 is shown at 40 ms');
  await truncate(path, 4000);
  expect(await webmProblem(path, { frames: 50, fps: FPS })).toMatch(/end|fit/);
});
