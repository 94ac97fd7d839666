import { readFile, writeFile } from 'node:fs/promises';
import type { Ffmpeg } from '../src/ffmpeg/index.ts';
import { make } from './tools.ts';

export const SIZE = { width: 160, height: 90 };
export const FRAMES = 24;

/** Each frame 8 levels brighter than the one before, and a white corner at the top left that says which way up it is. */
export const ramp = (rate: string, size = `${SIZE.width}x${SIZE.height}`, frames = FRAMES, step = 8): string[] => [
  ...['-f', 'lavfi', '-i', `color=c=black:s=${size}:r=${rate},format=gray,geq=lum='if(lt(X,W/4)*lt(Y,H/4),235,30+${step}*N)'`],
  ...['-frames:v', String(frames)],
];

export const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-qp', '6', '-g', '10', '-bf', '2'];
const PLAIN = ['-pix_fmt', 'yuv420p', ...H264];

/** A source of every kind a render must show rightly. Returns the file's path. */
export const kinds: Record<string, (ffmpeg: Ffmpeg, folder: string) => Promise<string>> = {
  '23.976': (f, d) => make(f, d, 'ntsc24.mp4', [...ramp('24000/1001'), ...PLAIN]),
  '29.97': (f, d) => make(f, d, 'ntsc30.mkv', [...ramp('30000/1001'), ...PLAIN]),
  '59.94': (f, d) => make(f, d, 'ntsc60.mp4', [...ramp('60000/1001'), ...PLAIN]),
  variable: (f, d) => make(f, d, 'vfr.mp4', [...ramp('30'), '-vf', "select='not(eq(mod(n,3),1))'", '-fps_mode', 'vfr', ...PLAIN]),
  'rotated by 90°': (f, d) => turned(f, d, 90, 'transpose=cclock'),
  'rotated by 180°': (f, d) => turned(f, d, 180, 'hflip,vflip'),
  'rotated by 270°': (f, d) => turned(f, d, 270, 'transpose=clock'),
  'of odd sides': (f, d) => make(f, d, 'odd.mp4', [...ramp('30', '161x91'), '-pix_fmt', 'yuv444p', ...H264]),
  'of wide pixels': (f, d) => make(f, d, 'sar.mp4', [...ramp('30', '120x90'), '-vf', 'setsar=4/3', ...PLAIN]),
  'of full range': (f, d) =>
    make(f, d, 'full.mp4', [...ramp('30'), '-vf', 'scale=in_range=pc:out_range=pc,format=yuvj420p', '-color_range', 'pc', ...H264]),
  'of 10 bits': (f, d) => make(f, d, 'ten.mp4', [...ramp('30'), '-pix_fmt', 'yuv420p10le', ...H264]),
};

/** A file whose coded picture is turned so that its matrix makes it upright. */
const turned = async (ffmpeg: Ffmpeg, folder: string, degrees: number, coded: string): Promise<string> => {
  const flat = await make(ffmpeg, folder, `flat${degrees}.mp4`, [...ramp('30'), '-vf', coded, ...PLAIN]);
  return make(ffmpeg, folder, `turned${degrees}.mp4`, ['-i', flat, '-c', 'copy', '-metadata:s:v', `rotate=${360 - degrees}`]);
};

/** 25 interlaced frames a second out of 50 pictures, each field 4 levels brighter than the one before. */
export const interlaced = (ffmpeg: Ffmpeg, folder: string, first: 'tff' | 'bff'): Promise<string> =>
  make(ffmpeg, folder, `${first}.mp4`, [
    ...ramp('50', `${SIZE.width}x96`, 48, 4).slice(0, -2),
    ...['-vf', `trim=end_frame=48,interlace=scan=${first}:lowpass=off`, '-frames:v', '24', '-pix_fmt', 'yuv420p', ...H264],
    ...['-flags', '+ildct+ilme', '-x264opts', first],
  ]);

/** Code values of ten bits, from 300 on, 20 more each frame. */
export const highRange = (ffmpeg: Ffmpeg, folder: string, transfer: 'smpte2084' | 'arib-std-b67'): Promise<string> =>
  make(ffmpeg, folder, `${transfer}.mp4`, [
    ...['-f', 'lavfi', '-i', `color=c=black:s=160x90:r=30,format=yuv420p10le,geq=lum='300+20*N':cb=512:cr=512`, '-frames:v', '24'],
    ...[...H264, '-color_primaries', 'bt2020', '-color_trc', transfer, '-colorspace', 'bt2020nc', '-color_range', 'tv'],
  ]);

/** A JPEG that says how it is to be turned. */
export const exif = async (ffmpeg: Ffmpeg, folder: string, orientation: number, coded: string): Promise<string> => {
  const args = [...ramp('30', undefined, 1), '-vf', `${coded},scale=out_range=pc,format=yuvj420p`, '-q:v', '2'];
  const path = await make(ffmpeg, folder, `exif${orientation}.jpg`, args);
  const tiff = Buffer.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const bytes = await readFile(path);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, body.length + 2]), body]);
  await writeFile(path, Buffer.concat([bytes.subarray(0, 2), segment, bytes.subarray(2)]));
  return path;
};

/** Frames of a file as a player shows them, 160×90, 8-bit RGB. */
export const shown = async (ffmpeg: Ffmpeg, path: string, filters = 'null'): Promise<Buffer[]> => {
  const out = `${path}.rgb`;
  const to = `${filters},scale=${SIZE.width}:${SIZE.height}:flags=bicubic+accurate_rnd+full_chroma_int,format=rgb24`;
  const args = ['-y', '-i', path, '-an', '-vf', to, '-fps_mode', 'passthrough', '-f', 'rawvideo', out];
  await ffmpeg.run({ what: path, args, cwd: '/', timeoutMs: 60_000 });
  const bytes = await readFile(out);
  const size = SIZE.width * SIZE.height * 3;
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
};

/** Mean difference of two pictures, in levels. */
export const difference = (a: Buffer, b: Buffer): number => a.reduce((sum, v, i) => sum + Math.abs(v - b[i]!), 0) / a.length;

/** Red in the middle of the picture, 0 to 255. */
export const grey = (picture: Buffer): number => picture[3 * (SIZE.width * (SIZE.height / 2) + SIZE.width / 2)]!;

/** Samples of both sides, −1 to 1. */
export const heard = async (ffmpeg: Ffmpeg, path: string): Promise<{ left: number[]; right: number[] }> => {
  const out = `${path}.f32`;
  const args = ['-y', '-i', path, '-vn', '-ac', '2', '-ar', '48000', '-f', 'f32le', out];
  await ffmpeg.run({ what: path, args, cwd: '/', timeoutMs: 60_000 });
  const bytes = await readFile(out);
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const side = (n: number) => Array.from({ length: all.length / 2 }, (_, i) => all[2 * i + n]!);
  return { left: side(0), right: side(1) };
};

/** Root mean square between two seconds. */
export const loudness = (samples: readonly number[], from: number, to: number): number => {
  const part = samples.slice(from * 48_000, to * 48_000);
  return Math.sqrt(part.reduce((sum, v) => sum + v * v, 0) / part.length);
};
