import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { APPROVED_DIR, type Example, GROUPS } from './examples.ts';

const FONT = path.join(import.meta.dirname, '../../node_modules/@fontsource/inter/files/inter-latin-400-normal.woff');
/** As many pictures as a person takes in at once, by how wide they are. */
const ROWS = 8;

/** Contact sheets of the golden pictures with their names, to be looked at. @returns their files */
export async function contactSheets(examples: readonly Example[], folder: string, ffmpeg: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const sheets: string[] = [];
  for (const group of GROUPS) {
    const drawn = examples.filter((e) => e.group === group && existsSync(fileOf(e)));
    const moving = drawn.filter((e) => e.at.length > 1 || group === 'sound');
    const still = drawn.filter((e) => !moving.includes(e));
    for (const [kind, list, width, columns] of [
      ['still', still, 240, 4],
      ['moving', moving, 960, 1],
    ] as const)
      for (let from = 0; from < list.length; from += ROWS * columns) {
        const file = path.join(folder, `${group}-${kind}-${from / (ROWS * columns) + 1}.png`);
        await sheet(list.slice(from, from + ROWS * columns), { file, width, columns, ffmpeg });
        sheets.push(file);
      }
  }
  return sheets;
}

const fileOf = ({ group, name }: Example): string => path.join(APPROVED_DIR, group, `${name}.png`);

interface Sheet {
  file: string;
  width: number;
  columns: number;
  ffmpeg: string;
}

async function sheet(examples: readonly Example[], { file, width, columns, ffmpeg }: Sheet): Promise<void> {
  const named = examples.map(
    ({ name }, i) =>
      `[${i}:v]format=rgb24,scale='min(iw,${width})':-2,pad=${width + 8}:160:4:4:color=white,drawtext=fontfile=${FONT}:text=${name}:x=6:y=143:fontsize=13,settb=1/25,setpts=N[p${i}]`,
  );
  const all = examples.map((_, i) => `[p${i}]`).join('');
  const rows = Math.ceil(examples.length / columns);
  const graph = `${named.join(';')};${all}concat=n=${examples.length}:v=1,tile=${columns}x${rows}:color=white[out]`;
  const inputs = examples.flatMap((e) => ['-i', fileOf(e)]);
  await promisify(execFile)(ffmpeg, ['-v', 'error', '-y', ...inputs, '-filter_complex', graph, '-map', '[out]', '-frames:v', '1', file]);
}
