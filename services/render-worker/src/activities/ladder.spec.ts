import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import type { Plan } from '@workprint/timeline';
import { addFilm, openWorkplace, type Workplace } from '../../test/workplace.ts';
import { readTracks } from '../boxes/tracks.ts';

let place: Workplace;
let clip: string;
beforeAll(async () => {
  place = await openWorkplace();
  clip = await addFilm(place);
}, 60_000);
afterAll(() => place.close());

const timeline = (muted = false) => ({
  version: 1,
  canvas: { width: 320, height: 180, fps: 30 },
  tracks: [
    {
      clips: [
        { type: 'video', src: `asset:${clip}`, start: 0, length: 2, muted },
        { type: 'video', src: `asset:${clip}`, start: 2, length: 1, trim: 1, muted },
      ],
    },
  ],
});

/** Brings the ladder's files into a folder. */
const fetched = async (renderId: string): Promise<{ path: string; names: string[] }> => {
  const prefix = objectKeys.ladder(place.workspaceId, renderId, 0);
  const path = join(place.folder, renderId);
  const names = (await place.store.list(prefix)).map(({ key }) => key.slice(prefix.length)).sort();
  for (const name of names) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await place.store.getToFile(`${prefix}${name}`, join(path, name));
  }
  return { path, names };
};

const probed = async (path: string): Promise<string[]> => {
  const lines: string[] = [];
  const args = ['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,width,height,nb_read_frames', '-of', 'csv=p=0', path];
  await place.needs.ffmpeg.probe({ what: 'playlist', args, cwd: place.folder, timeoutMs: 60_000 }, (line) => lines.push(line));
  // ffprobe names the streams of a playlist's programs a second time.
  return [...new Set(lines.filter(Boolean))].sort();
};

/** What one segment holds, with its track's init before it. */
const segment = async (path: string, track: string, number: number) => {
  const bytes = await Promise.all([readFile(join(path, track, 'init.mp4')), readFile(join(path, track, `${number}.m4s`))]);
  const file = join(path, `${track}-${number}.mp4`);
  await writeFile(file, Buffer.concat(bytes));
  return { ...(await readTracks(file))[0], at: bytes[1].readBigUInt64BE(bytes[1].indexOf('tfdt') + 8) };
};

describe('a ladder', () => {
  it('is delivered as HLS: every size has every frame, cut at the same ones, and the sound beside them', async () => {
    const render = await place.addRender(timeline(), { format: 'hls', renditions: [{ height: 90, crf: 30 }, { height: 180 }] });
    const { outputs, planKeys, rendered } = await render.finish();
    const plan = await place.store.getJson<Plan>(planKeys[0]!);
    expect([rendered, plan.chunks.map((c) => c.frames), plan.encodings.map((e) => e.height)]).toEqual([
      [0, 1],
      [60, 30],
      [180, 90],
    ]);
    const { path, names } = await fetched(render.renderId);
    expect(names).toEqual([
      ...['audio/1.m4s', 'audio/2.m4s', 'audio/index.m3u8', 'audio/init.mp4', 'master.m3u8'],
      ...['v180', 'v90'].flatMap((v) => [`${v}/1.m4s`, `${v}/2.m4s`, `${v}/index.m3u8`, `${v}/init.mp4`]),
    ]);
    const sizes = await Promise.all(names.map(async (name) => (await readFile(join(path, name))).length));
    expect(outputs[0]).toMatchObject({
      ...{ format: 'hls', width: 320, height: 180, frames: 90, durationSeconds: 3, contentType: 'application/vnd.apple.mpegurl' },
      ...{
        objectKey: expect.stringMatching(/outputs\/0\/master.m3u8$/),
        bytes: sizes.reduce((a, b) => a + b),
        posterKey: expect.any(String),
      },
    });
    expect(await readFile(join(path, 'master.m3u8'), 'utf8')).toMatch(
      /BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="avc1\.42c00d,mp4a\.40\.2",RESOLUTION=320x180,FRAME-RATE=30\.000,.*\nv180\/index\.m3u8\n.*RESOLUTION=160x90/,
    );
    expect(await probed(join(path, 'v180/index.m3u8'))).toEqual(['h264,320,180,90']);
    expect(await probed(join(path, 'v90/index.m3u8'))).toEqual(['h264,160,90,90']);
    expect((await probed(join(path, 'master.m3u8'))).map((line) => line.split(',')[0])).toEqual(['aac', 'h264', 'h264']);
    for (const track of ['v180', 'v90']) {
      expect(await segment(path, track, 1)).toMatchObject({ samples: 60, ticks: 30_720, timescale: 15_360, at: 0n });
      expect(await segment(path, track, 2)).toMatchObject({ samples: 30, ticks: 15_360, at: 30_720n });
    }
    const [first, second] = [await segment(path, 'audio', 1), await segment(path, 'audio', 2)];
    expect(first).toMatchObject({ kind: 'audio', at: 0n, editStart: 1024 });
    expect(second.at).toBe(BigInt(first.ticks!));
    expect(first.ticks! - 1024 - 96_000).toBeLessThan(1024);
    expect(first.ticks! - 1024).toBeGreaterThanOrEqual(96_000);

    // The cache may lose its chunks: the poster is drawn from the ladder then.
    const poster = await place.store.getBytes(outputs[0]!.posterKey!);
    await place.store.removePrefix(`ws/${place.workspaceId}/chunks/`);
    await place.run('publish', { workspaceId: place.workspaceId, renderId: render.renderId, planKeys, outputs });
    expect(Buffer.from(await place.store.getBytes(outputs[0]!.posterKey!)).equals(Buffer.from(poster))).toBe(true);
  }, 90_000);

  it('is delivered as DASH, silent where nothing sounds', async () => {
    const render = await place.addRender(timeline(true), { format: 'dash', codec: 'h265' });
    const { outputs } = await render.finish();
    expect(outputs[0]).toMatchObject({ format: 'dash', contentType: 'application/dash+xml', frames: 90 });
    const { path, names } = await fetched(render.renderId);
    expect(names).toEqual(['manifest.mpd', 'v180/1.m4s', 'v180/2.m4s', 'v180/init.mp4']);
    const mpd = await readFile(join(path, 'manifest.mpd'), 'utf8');
    expect(mpd).toMatch(/<S t="0" d="30720"\/>\n +<S d="15360"\/>/);
    expect(mpd).toMatch(
      /<Representation id="v180" codecs="hvc1\.1\.6\.L\d+\.90" bandwidth="\d+" width="320" height="180" frameRate="30" sar="1:1"\/>/,
    );
    expect(mpd).not.toContain('audio');
  }, 90_000);

  it('has its captions as a file for each track', async () => {
    const { tracks, ...rest } = timeline(true);
    const spoken = (language: string, label?: string) => ({
      ...{ type: 'captions', mode: 'track', start: 0, language, ...(label && { label }) },
      captions: { format: 'srt', text: '1\n00:00:00,000 --> 00:00:01,000\nHello' },
    });
    const clips = [spoken('en', 'English'), spoken('pt-BR', 'Português'), spoken('en', 'Songs')];
    const render = await place.addRender({ ...rest, tracks: [...tracks, ...clips.map((c) => ({ clips: [c] }))] }, { format: 'hls' });
    await render.finish();
    const { path, names } = await fetched(render.renderId);
    expect(names.filter((n) => n.startsWith('captions/'))).toEqual(
      ['en-2', 'en', 'pt-BR'].flatMap((l) => [`captions/${l}.m3u8`, `captions/${l}.vtt`]).sort(),
    );
    expect(await readFile(join(path, 'captions/en.vtt'), 'utf8')).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello\n');
    const master = await readFile(join(path, 'master.m3u8'), 'utf8');
    expect(master).toContain('NAME="Português",LANGUAGE="pt-BR"');
    expect(master).toMatch(/NAME="Songs",LANGUAGE="en",.*URI="captions\/en-2\.m3u8"/);
  }, 90_000);
});
