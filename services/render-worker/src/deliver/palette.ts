import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PaletteColor, paletteCommand, readPalette, writePalette } from '@workprint/timeline';
import { runOver } from './run.ts';
import type { Work } from './work.ts';

/** One palette for all frames, as a file that ffmpeg's paletteuse reads and as its colours. */
export const makePalette = async (
  work: Work,
  wanted: { filters: readonly string[]; colors: number; alpha: boolean },
): Promise<{ palette: string; colors: PaletteColor[] }> => {
  const palette = join(work.folder, 'palette.raw');
  await runOver(work, 'palette', paletteCommand(work.film, wanted, { list: work.list, output: palette }));
  const colors = readPalette(await readFile(palette), wanted);
  await writeFile(palette, writePalette(colors, wanted.alpha));
  return { palette, colors };
};
