import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MadeOnce, sheetCommand, sheetLayout, sheetName, sheetVtt } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import { manifestText } from './frames.ts';
import { runOver } from './run.ts';
import type { Made, MadeFile, Work } from './work.ts';
import { writeZip } from './zip.ts';

/** Sheets of small pictures and the WebVTT that says where each is: in a ZIP, and each by itself. */
export const makeSprite = async (work: Work, settings: MadeOnce & { kind: 'sprite' }): Promise<Made> => {
  const { film, folder, list, signal } = work;
  const output = join(folder, 'sheets');
  await mkdir(output);
  await runOver(work, 'sprite', sheetCommand(film, settings, { list, output }));
  const layout = sheetLayout(film, settings);
  const names = Array.from({ length: layout.sheets }, (_, i) => sheetName(i + 1));
  const there = await readdir(output);
  if (there.length !== names.length) throw fail('FFMPEG_FAILED', `${there.length} sheets were written; ${names.length} were expected.`);

  const sheets = names.map((name): MadeFile => ({ name, path: join(output, name), contentType: 'image/jpeg' }));
  const vtt: MadeFile = { name: 'sprite.vtt', path: join(folder, 'sprite.vtt'), contentType: 'text/vtt' };
  await writeFile(vtt.path, sheetVtt(film, settings));
  const files = [...sheets, vtt];
  const { width, height } = film.output;
  const manifest = {
    name: 'manifest.json',
    from: { text: manifestText({ ...layout, tileWidth: width, tileHeight: height, sheets: names }) },
  };
  const path = join(folder, 'sprite.zip');
  await writeZip(path, [...files.map((file) => ({ name: file.name, from: { path: file.path } })), manifest], signal);
  const size = { width: width * layout.columns, height: height * layout.rows };
  return { path, frames: layout.tiles, durationSeconds: film.durationSeconds, ...size, files };
};
