import { join } from 'node:path';
import { type MadeOnce, picturesCommand } from '@workprint/timeline';
import { runOver } from './run.ts';
import type { Made, Work } from './work.ts';

/** The plan's only frame. */
export const makeStill = async (work: Work, settings: MadeOnce & { kind: 'still' }): Promise<Made> => {
  const { film, folder, list } = work;
  const path = join(folder, `still.${settings.image}`);
  await runOver(work, 'still', picturesCommand(film, settings, { list, output: path }));
  return { path, frames: 1, durationSeconds: 0, width: film.output.width, height: film.output.height, files: [] };
};
