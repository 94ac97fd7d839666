import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type MadeOnce, picturesCommand } from '@workprint/timeline';
import { frameEntries, frameFacts, manifestText } from './frames.ts';
import { runOver } from './run.ts';
import type { Made, Work } from './work.ts';
import { writeZip } from './zip.ts';

/** Every frame as a picture, and a manifest, in a ZIP. */
export const makeSequence = async (work: Work, settings: MadeOnce & { kind: 'sequence' }): Promise<Made> => {
  const { film, folder, list, signal } = work;
  const output = join(folder, 'frames');
  await mkdir(output);
  await runOver(work, 'sequence', picturesCommand(film, settings, { list, output }));
  const { image } = settings;
  const entries = await frameEntries(film, output, image);
  const manifest = { name: 'manifest.json', from: { text: manifestText({ image, ...frameFacts(film, image) }) } };
  const path = join(folder, 'sequence.zip');
  await writeZip(path, [...entries, manifest], signal);
  const { frames, durationSeconds } = film;
  return { path, frames, durationSeconds, width: film.output.width, height: film.output.height, files: [] };
};
