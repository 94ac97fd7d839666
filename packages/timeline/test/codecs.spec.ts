import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OutputRequest } from '../src/index.ts';
import { assemble, chunkFiles, plan } from './render.ts';
import { ffmpeg, ffprobe, type Made, makeVideo, picturesOf, scratch } from './sources.ts';

const canvas = { width: 192, height: 108, fps: 30 };
const clip = { type: 'video', src: 'asset:a', start: 0, length: 2 };
interface Probed {
  streams: object[];
  format: { tags: object };
  packets: { codec_type: string; pts_time: string; dts_time: string }[];
}
const STREAM = 'codec_name,profile,pix_fmt,codec_tag_string,width,height,r_frame_rate';
const probed = (file: string): Probed =>
  JSON.parse(ffprobe(['-show_entries', `stream=${STREAM}:format_tags:packet=codec_type,pts_time,dts_time`, '-of', 'json', file]));

/** The decoder's configuration, as the first chunk's file has it. */
const configuration = (file: string, box: string): string => {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(box);
  return at < 0 ? '' : bytes.subarray(at, at + bytes.readUInt32BE(at - 4) - 4).toString('hex');
};

jest.setTimeout(120_000);

describe('each codec', () => {
  const dir = scratch();
  let sources: Made[];
  beforeAll(() => {
    sources = [makeVideo(dir, 'a', { tone: 440, frames: 90, source: 'testsrc2=s=192x108' })];
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const cases: [string, OutputRequest, { video: object; audio: object; box: string }][] = [
    [
      'H.265 in MP4',
      { codec: 'h265' },
      {
        video: { codec_name: 'hevc', profile: 'Main', pix_fmt: 'yuv420p', codec_tag_string: 'hvc1' },
        audio: { codec_name: 'aac' },
        box: 'hvcC',
      },
    ],
    [
      'H.265 with 10 bits',
      { codec: 'h265', pixelFormat: 'yuv420p10le', bitrateKbps: 1000 },
      { video: { codec_name: 'hevc', profile: 'Main 10', pix_fmt: 'yuv420p10le' }, audio: { codec_name: 'aac' }, box: 'hvcC' },
    ],
    [
      'H.264 at a bitrate',
      { bitrateKbps: 1000 },
      { video: { codec_name: 'h264', pix_fmt: 'yuv420p' }, audio: { codec_name: 'aac' }, box: 'avcC' },
    ],
    [
      'H.264 with a largest rate',
      { maxRateKbps: 600 },
      { video: { codec_name: 'h264', pix_fmt: 'yuv420p' }, audio: { codec_name: 'aac' }, box: 'avcC' },
    ],
    [
      'H.265 with a largest rate',
      { codec: 'h265', maxRateKbps: 1600, bitrateKbps: 1500 },
      { video: { codec_name: 'hevc', profile: 'Main' }, audio: { codec_name: 'aac' }, box: 'hvcC' },
    ],
    [
      'AV1 in MP4',
      { codec: 'av1' },
      {
        video: { codec_name: 'av1', profile: 'Main', pix_fmt: 'yuv420p', codec_tag_string: 'av01' },
        audio: { codec_name: 'aac' },
        box: 'av1C',
      },
    ],
    [
      'AV1 in WebM',
      { format: 'webm', codec: 'av1', bitrateKbps: 1500 },
      { video: { codec_name: 'av1', pix_fmt: 'yuv420p' }, audio: { codec_name: 'opus' }, box: 'av1C' },
    ],
    [
      'VP9 in WebM',
      { format: 'webm' },
      { video: { codec_name: 'vp9', profile: 'Profile 0', pix_fmt: 'yuv420p' }, audio: { codec_name: 'opus' }, box: 'vpcC' },
    ],
    ['VP9 with alpha', { format: 'webm', alpha: true }, { video: { codec_name: 'vp9' }, audio: { codec_name: 'opus' }, box: '' }],
    [
      'ProRes 422 HQ',
      { format: 'mov' },
      {
        video: { codec_name: 'prores', profile: 'HQ', pix_fmt: 'yuv422p10le', codec_tag_string: 'apch' },
        audio: { codec_name: 'pcm_s24le' },
        box: '',
      },
    ],
    [
      'ProRes 4444',
      { format: 'mov', codec: 'prores_4444' },
      { video: { codec_name: 'prores', profile: '4444', codec_tag_string: 'ap4h' }, audio: { codec_name: 'pcm_s24le' }, box: '' },
    ],
  ];

  it.each(cases)('%s: the chunks join exactly, and come out the same twice', (_, request, { video, audio, box }) => {
    const fps = request.codec === 'av1' ? 30 : 29.97;
    const document = { version: 1, canvas: { ...canvas, fps }, tracks: [{ clips: [clip] }] };
    const p = plan(document, sources, [17, 40], {
      ...request,
      speed: 'ultrafast',
      gopSeconds: 0.5,
      title: "It's; a=b",
      comment: 'made for a test',
    });
    const files = chunkFiles(dir, p, sources);
    const bytes = files.map((f) => readFileSync(f));
    const frames = files.flatMap((f) => picturesOf(f));
    if (box) expect(new Set(files.map((f) => configuration(f, box))).size).toBe(1);
    const out = assemble(dir, p, sources);
    // Joining made the chunks a second time.
    expect(files.map((f, i) => readFileSync(f).equals(bytes[i]!))).toEqual([true, true, true]);

    const found = probed(out);
    const packets = found.packets.filter((packet) => packet.codec_type === 'video');
    expect(found.streams).toEqual([expect.objectContaining({ ...video, width: 192, height: 108 }), expect.objectContaining(audio)]);
    expect(found.format.tags).toMatchObject(
      request.format === 'webm' ? { title: "It's; a=b", COMMENT: 'made for a test' } : { title: "It's; a=b", comment: 'made for a test' },
    );
    expect(picturesOf(out)).toEqual(frames);
    const { num, den } = p.canvas.fps;
    const step = request.format === 'webm' ? 1e-3 : 1e-6;
    const shown = packets.map((t) => Number(t.pts_time)).sort((a, b) => a - b);
    expect(shown).toHaveLength(p.frames);
    shown.forEach((t, i) => {
      expect(Math.abs(t - (i * den) / num)).toBeLessThanOrEqual(step / 2 + 1e-9);
    });
    const decoded = packets.map((t) => Number(t.dts_time));
    expect(decoded.every((t, i) => i === 0 || t > decoded[i - 1]!)).toBe(true);
  });

  it.each([
    ['VP9', { format: 'webm', alpha: true }, ['-c:v', 'libvpx-vp9']],
    ['ProRes 4444', { format: 'mov', codec: 'prores_4444', alpha: true }, []],
  ])('%s keeps what is transparent, half transparent and opaque', (_, request, decoder) => {
    const document = {
      version: 1,
      canvas,
      tracks: [{ clips: [{ ...clip, length: 0.5 }] }, { clips: [{ ...clip, start: 1, length: 0.5, opacity: 0.5 }] }],
    };
    const p = plan(document, sources, [20], { ...request, speed: 'ultrafast', crf: undefined });
    const out = assemble(dir, p, sources);
    const alpha = ffmpeg([
      '-v',
      'error',
      ...decoder,
      '-i',
      out,
      '-vf',
      'alphaextract,format=gray,scale=1:1:flags=area',
      '-f',
      'rawvideo',
      '-',
    ]);
    expect(alpha).toHaveLength(45);
    const level = (frame: number, want: number) => expect(Math.abs(alpha[frame]! - want)).toBeLessThanOrEqual(3);
    level(5, 255);
    level(25, 0);
    level(40, 128);
  });
});
