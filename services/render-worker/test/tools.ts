import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '@workprint/runtime';
import { type Chromium, findChromium, openChromium } from '../src/chromium/index.ts';
import { type Ffmpeg, openFfmpeg } from '../src/ffmpeg/index.ts';

/** The stack's ffmpeg. */
export const testFfmpeg = (): Promise<Ffmpeg> => {
  const { FFMPEG_PATH: ffmpegPath = 'ffmpeg', FFPROBE_PATH: ffprobePath = 'ffprobe' } = readEnvironment();
  return openFfmpeg({ ffmpegPath, ffprobePath });
};

/** The machine's Chromium. @param dir its fonts and profiles */
export const testChromium = async (dir: string, limits: Parameters<typeof openChromium>[0]['limits'] = {}): Promise<Chromium> => {
  const { CHROMIUM_PATH, PATH } = readEnvironment();
  const executable = await findChromium(CHROMIUM_PATH, PATH);
  if (executable === null) throw new Error('no Chromium: install it, or name it in CHROMIUM_PATH');
  return openChromium({ executable, dir, limits });
};

/** A folder of a test's own, and what removes it. */
export const testFolder = async (): Promise<{ path: string; remove: () => Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'workprint-spec-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};

/** Makes a media file with one ffmpeg call: lavfi sources in, `name` in `folder` out. */
export const make = async (ffmpeg: Ffmpeg, folder: string, name: string, args: string[]): Promise<string> => {
  const path = join(folder, name);
  await ffmpeg.run({ what: name, args: ['-y', ...args, path], cwd: folder, timeoutMs: 60_000 });
  return path;
};

/** Checksums of every decoded frame and of the sound. */
export const framesOf = async (ffmpeg: Ffmpeg, path: string): Promise<string[]> => {
  const out = `${path}.framemd5`;
  await ffmpeg.run({ what: path, args: ['-y', '-i', path, '-f', 'framemd5', out], cwd: '/', timeoutMs: 60_000 });
  return (await readFile(out, 'utf8')).split('\n').filter((line) => !line.startsWith('#'));
};
