import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaProbe, Rational, SourceMedia, Toolchain, VideoProbe } from '../src/index.ts';

/** Small real media made by ffmpeg, and what ingest would say of it. */
export const FFMPEG = process.env.FFMPEG_PATH ?? 'ffmpeg';
export const scratch = (): string => mkdtempSync(join(tmpdir(), 'timeline-spec-'));

export function ffmpeg(args: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(FFMPEG, args, { maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${stderr}\n${args.join(' ')}`);
  return stdout;
}

/** The hashes that ffmpeg's framemd5 lists. */
export const hashesIn = (listing: string): string[] =>
  listing
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)!.trim());

/** Hash of each picture of a file, as it is decoded, none left out or shown twice. `input`: said before the file. */
export const picturesOf = (file: string, input: readonly string[] = []): string[] =>
  hashesIn(ffmpeg(['-v', 'error', ...input, '-i', file, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-']).toString());

export const ffprobe = (args: readonly string[]): string =>
  execFileSync(process.env.FFPROBE_PATH ?? 'ffprobe', ['-v', 'error', ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });

export const toolchain: Toolchain = { ffmpeg: 'ffmpeg spec', canvas: 'none', arch: 'x64', fonts: { Inter: 'f'.repeat(64) } };

export interface Made extends SourceMedia {
  file: string;
}

export function videoProbe(more: Partial<VideoProbe> = {}): VideoProbe {
  const { width = 320, height = 180, frameRate = { num: 30, den: 1 }, frames = 150 } = more;
  return {
    codec: 'h264',
    profile: 'High',
    pixelFormat: 'yuv420p',
    width,
    height,
    codedWidth: width,
    codedHeight: height,
    rotation: 0,
    sampleAspect: { num: 1, den: 1 },
    frameRate,
    frames,
    variableFrameRate: false,
    interlaced: false,
    color: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'tv' },
    hasAlpha: false,
    startSeconds: 0,
    reorderDepth: 2,
    durationSeconds: ((frames ?? 0) * frameRate.den) / frameRate.num,
    ...more,
  };
}

/** A source that is only described. */
export function described(assetId: string, probe: Partial<MediaProbe>): SourceMedia {
  const sha256 = createHash('sha256').update(assetId).digest('hex');
  return {
    assetId,
    sha256,
    objectKey: `ws/w/assets/${sha256}`,
    probe: {
      kind: 'video',
      container: 'mov,mp4,m4a,3gp,3g2,mj2',
      bytes: 1,
      durationSeconds: 5,
      video: videoProbe(),
      audio: null,
      ...probe,
    },
  };
}

const made = (assetId: string, file: string, probe: Partial<MediaProbe>): Made => {
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { ...described(assetId, probe), sha256, file };
};

const ENCODE = [
  '-c:v',
  'libx264',
  '-preset',
  'veryfast',
  '-g',
  '50',
  '-pix_fmt',
  'yuv420p',
  '-threads',
  '1',
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-colorspace',
  'bt709',
];

export function makeVideo(
  dir: string,
  name: string,
  o: { rate?: Rational; frames?: number; source?: string; filters?: string; tone?: number; container?: string; bFrames?: number } = {},
): Made {
  const {
    rate = { num: 30, den: 1 },
    frames = 150,
    source = 'testsrc2=s=320x180',
    filters = 'null',
    tone,
    container = 'mp4',
    bFrames = 3,
  } = o;
  const file = join(dir, `${name}.${container}`);
  const seconds = (frames * rate.den) / rate.num;
  ffmpeg([
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', `${source}:r=${rate.num}/${rate.den}`],
    ...(tone
      ? ['-f', 'lavfi', '-i', `sine=${tone}:r=48000,aformat=channel_layouts=stereo,atrim=end_sample=${Math.round(seconds * 48000)}`]
      : []),
    ...['-vf', filters, '-frames:v', String(frames), ...ENCODE, '-bf', String(bFrames), '-c:a', 'aac', file],
  ]);
  const video = videoProbe({ frameRate: rate, frames });
  return made(name, file, {
    container: container === 'mkv' ? 'matroska,webm' : 'mov,mp4,m4a,3gp,3g2,mj2',
    video,
    durationSeconds: seconds,
    audio: tone ? { codec: 'aac', sampleRate: 48000, channels: 2, startSeconds: 0, durationSeconds: seconds } : null,
  });
}

/** One picture of a lavfi source as PNG, whatever the file is called. */
export function drawPng(file: string, source: string, filters = 'null'): void {
  const picture = ['-frames:v', '1', '-f', 'image2', '-c:v', 'png'];
  ffmpeg(['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-vf', filters, ...picture, file]);
}

/** A round badge with soft edges on nothing. */
export function makeLogo(dir: string, name: string, size = 64): Made {
  const file = join(dir, name);
  const a = `clip((${size / 2 - 2}-hypot(X-${size / 2},Y-${size / 2}))*128,0,255)`;
  drawPng(file, `color=c=black@0:s=${size}x${size},format=rgba`, `geq=r=230:g='255*Y/${size}':b=40:a='${a}'`);
  return made(name, file, {
    kind: 'image',
    container: 'png_pipe',
    durationSeconds: 0,
    video: videoProbe({
      codec: 'png',
      pixelFormat: 'rgba',
      width: size,
      height: size,
      frames: null,
      hasAlpha: true,
      color: { primaries: null, transfer: null, matrix: null, range: 'pc' },
    }),
  });
}

export function makeSolid(dir: string, name: string, color: string): Made {
  const file = join(dir, `${name}-solid`);
  drawPng(file, `color=c=${color}:s=64x64,format=rgb24`);
  return made(name, file, {
    kind: 'image',
    container: 'png_pipe',
    durationSeconds: 0,
    video: videoProbe({
      codec: 'png',
      pixelFormat: 'rgb24',
      width: 64,
      height: 64,
      frames: null,
      color: { primaries: null, transfer: null, matrix: 'gbr', range: 'pc' },
    }),
  });
}

export function makeSound(dir: string, name: string, expression: string, seconds: number): Made {
  const file = join(dir, `${name}.wav`);
  ffmpeg(['-v', 'error', '-y', '-f', 'lavfi', '-i', `aevalsrc='${expression}':s=48000:d=${seconds}`, '-c:a', 'pcm_s16le', file]);
  return made(name, file, {
    kind: 'audio',
    container: 'wav',
    durationSeconds: seconds,
    video: null,
    audio: { codec: 'pcm_s16le', sampleRate: 48000, channels: 2, startSeconds: 0, durationSeconds: seconds },
  });
}
