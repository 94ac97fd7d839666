import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Film, frameName } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { ZipEntry } from './zip.ts';

/** The pictures of a folder as entries, checked to be exactly the plan's frames. @throws FailureError FFMPEG_FAILED */
export const frameEntries = async (film: Film, folder: string, extension: string, prefix = ''): Promise<ZipEntry[]> => {
  const names = Array.from({ length: film.frames }, (_, i) => frameName(i + 1, extension));
  const there = new Set(await readdir(folder));
  const missing = names.find((name) => !there.has(name));
  if (missing !== undefined || there.size !== names.length)
    throw fail('FFMPEG_FAILED', `${there.size} pictures were written for ${film.frames} frames.`);
  return names.map((name) => ({ name: prefix + name, from: { path: join(folder, name) } }));
};

/** What a manifest says of the frames in a ZIP. */
export const frameFacts = ({ output, frames, durationSeconds }: Film, extension: string, prefix = ''): object => ({
  ...{ frames, fps: output.fps.num / output.fps.den, rate: output.fps, durationSeconds, width: output.width, height: output.height },
  ...{ first: `${prefix}${frameName(1, extension)}`, last: `${prefix}${frameName(frames, extension)}` },
});

/** JSON for people and programs, the same bytes each time. */
export const manifestText = (value: object): string => `${JSON.stringify({ version: 1, ...value }, null, 2)}\n`;
