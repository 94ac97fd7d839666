import { copyFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { make, testFfmpeg, testFolder } from '../../test/tools.ts';
import { FailureError } from '../failure-error.ts';
import { type Ffmpeg, probeMedia } from './index.ts';

let ffmpeg: Ffmpeg;
let folder: Awaited<ReturnType<typeof testFolder>>;
beforeAll(async () => {
  folder = await testFolder();
  ffmpeg = await testFfmpeg();
});
afterAll(() => folder.remove());

const probe = (path: string) => probeMedia(ffmpeg, path, { name: 'the file', cwd: folder.path });
const lavfi = (graph: string): string[] => ['-f', 'lavfi', '-i', graph];
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const refusal = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(folder.path, name);
  await writeFile(path, content);
  const error = await probe(path).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(FailureError);
  return (error as FailureError).failure.code;
};

describe('probeMedia', () => {
  it('counts frames and keeps an NTSC rate exact', async () => {
    const path = await make(ffmpeg, folder.path, 'ntsc.mp4', [
      ...lavfi('testsrc=s=160x90:r=24000/1001:d=3'),
      ...lavfi('sine=d=3'),
      ...X264,
      ...['-bf', '2', '-c:a', 'aac', '-ar', '44100', '-frames:v', '60'],
    ]);
    const { probe: p, contentType } = await probe(path);
    expect(contentType).toBe('video/mp4');
    expect(p).toMatchObject({ kind: 'video', container: 'mov,mp4,m4a,3gp,3g2,mj2' });
    expect(p.video).toMatchObject({
      codec: 'h264',
      width: 160,
      height: 90,
      frames: 60,
      variableFrameRate: false,
      interlaced: false,
      hasAlpha: false,
      rotation: 0,
    });
    expect(p.video?.frameRate).toEqual({ num: 24000, den: 1001 });
    expect(p.video?.durationSeconds).toBeCloseTo((60 * 1001) / 24000, 5);
    expect(p.audio).toMatchObject({ codec: 'aac', sampleRate: 44100, channels: 1 });
  });

  it('tells a variable rate from a steady one, milliseconds or not', async () => {
    const drop = "testsrc=s=64x64:r=30:d=2,select='not(eq(mod(n\\,7)\\,3))'";
    const variable = await make(ffmpeg, folder.path, 'vfr.mp4', [...lavfi(drop), '-fps_mode', 'vfr', ...X264]);
    const { video } = (await probe(variable)).probe;
    expect(video?.variableFrameRate).toBe(true);
    expect(video?.longestFrameSeconds).toBeCloseTo(2 / 30, 3);
    const steady = await make(ffmpeg, folder.path, 'cfr.mkv', [...lavfi('testsrc=s=64x64:r=30:d=2'), ...X264]);
    expect((await probe(steady)).probe.video).toMatchObject({ variableFrameRate: false, frames: 60, frameRate: { num: 30, den: 1 } });
  });

  it('turns a phone’s picture and stretches its pixels', async () => {
    const flat = await make(ffmpeg, folder.path, 'flat.mp4', [...lavfi('testsrc=s=160x90:d=1'), ...X264, '-aspect', '4:3']);
    const turned = await make(ffmpeg, folder.path, 'turned.mp4', ['-i', flat, '-c', 'copy', '-metadata:s:v', 'rotate=90']);
    expect((await probe(flat)).probe.video).toMatchObject({ rotation: 0, width: 120, height: 90, codedWidth: 160 });
    // ffmpeg 5.1's muxer takes the tag as counterclockwise; its decoder shows this file turned 270° clockwise.
    expect((await probe(turned)).probe.video).toMatchObject({ rotation: 270, width: 90, height: 120, codedWidth: 160, codedHeight: 90 });
  });

  it('knows interlaced pictures', async () => {
    const path = await make(ffmpeg, folder.path, 'interlaced.mp4', [
      ...lavfi('testsrc=s=160x96:d=1'),
      ...X264,
      '-flags',
      '+ildct+ilme',
      '-x264opts',
      'tff=1',
      '-field_order',
      'tt',
    ]);
    expect((await probe(path)).probe.video?.interlaced).toBe(true);
  });

  it('knows stills, with and without alpha, and sound alone', async () => {
    const png = await make(ffmpeg, folder.path, 'still.png', [...lavfi('color=c=red@0.5:s=30x20,format=rgba'), '-frames:v', '1']);
    const still = await probe(png);
    expect(still).toMatchObject({ contentType: 'image/png', probe: { kind: 'image', durationSeconds: 0, audio: null } });
    expect(still.probe.video).toMatchObject({ width: 30, height: 20, hasAlpha: true, frames: null });
    const jpeg = await make(ffmpeg, folder.path, 'still.jpg', [...lavfi('color=c=red:s=30x20'), '-frames:v', '1']);
    expect((await probe(jpeg)).probe).toMatchObject({ kind: 'image', container: 'jpeg_pipe', video: { hasAlpha: false } });
    const wav = await make(ffmpeg, folder.path, 'sound.wav', lavfi('sine=d=1.5:r=48000'));
    expect(await probe(wav)).toMatchObject({
      contentType: 'audio/wav',
      probe: { kind: 'audio', video: null, durationSeconds: 1.5, audio: { sampleRate: 48000 } },
    });
    const m4a = await make(ffmpeg, folder.path, 'sound.m4a', [...lavfi('sine=d=1.5'), '-c:a', 'aac']);
    expect((await probe(m4a)).contentType).toBe('audio/mp4');
    const mp3 = await make(ffmpeg, folder.path, 'sound.mp3', lavfi('sine=d=1.5'));
    expect((await probe(mp3)).probe.kind).toBe('audio');
  });

  it('reads a name without an extension', async () => {
    const path = await make(ffmpeg, folder.path, 'name.webm', [...lavfi('testsrc=s=64x64:d=1'), '-c:v', 'libvpx', '-auto-alt-ref', '0']);
    await copyFile(path, join(folder.path, 'name'));
    expect((await probe(join(folder.path, 'name'))).contentType).toBe('video/webm');
  });
});

describe('what is refused', () => {
  it('text, nothing, playlists and scripts called .mp4', async () => {
    expect(await refusal('text.mp4', 'hello, I am a video\n')).toBe('UNREADABLE_MEDIA');
    expect(await refusal('empty.mp4', '')).toBe('UNREADABLE_MEDIA');
    expect(await refusal('playlist.mp4', '#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/hostname.ts\n#EXT-X-ENDLIST\n')).toBe(
      'UNREADABLE_MEDIA',
    );
    expect(await refusal('concat.mp4', "ffconcat version 1.0\nfile '/etc/passwd'\n")).toBe('UNREADABLE_MEDIA');
    expect(await refusal('picture.svg', '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>')).toBe(
      'UNREADABLE_MEDIA',
    );
  });

  it('noise behind a good first byte, and a file cut short', async () => {
    expect(await refusal('noise.mp4', Buffer.concat([Buffer.from('\0\0\0\x20ftypisom'), Buffer.alloc(5000, 7)]))).toBe('UNREADABLE_MEDIA');
    const path = await make(ffmpeg, folder.path, 'cut.mp4', [...lavfi('testsrc=s=160x90:d=2'), ...X264]);
    await truncate(path, 2000);
    await expect(probe(path)).rejects.toThrow(/can't be read/);
  });

  it('a PNG bomb, before it is unpacked', async () => {
    expect(await refusal('bomb.png', pngOf(16_000, 16_000))).toBe('MEDIA_TOO_LARGE');
  });
});

/** A black one-bit PNG of any size; tiny on disk. */
const pngOf = (width: number, height: number): Buffer => {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
};
