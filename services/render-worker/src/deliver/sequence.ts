import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type MadeOnce, picturesCommand } from '@workprint/timeline';
import { frameEntries, frameFacts, manifestText } from './frames.ts';
import { runOver } from './run.ts';
import type { Made, Work } from './work.ts';
import { writeZip } from './zip.ts';

/** Every frame as a picture, and a manifest, in a ZIP. */
export const makeSequence = async (work: Work, settings: MadeOnce & { kind: 'sequence' }): Promise<Made> => {
  const { plan, folder, list, signal } = work;
  const output = join(folder, 'frames');
  await mkdir(output);
  await runOver(work, 'sequence', picturesCommand(plan, settings, { list, output }));
  const { image } = settings;
  const entries = await frameEntries(plan, output, image);
  const manifest = { name: 'manifest.json', from: { text: manifestText({ image, ...frameFacts(plan, image) }) } };
  const path = join(folder, 'sequence.zip');
  await writeZip(path, [...entries, manifest], signal);
  const { frames, durationSeconds } = plan;
  return { path, frames, durationSeconds, width: plan.output.width, height: plan.output.height, files: [] };
};
