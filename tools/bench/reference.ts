import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';

/** bench/standard.ref.txt as ffmpeg's arguments. Lines that begin with [ are chains of the graph. */
export function referenceArgs(fill: { src: string; out: string; preset: string; threads: number }): string[] {
  const lines = readFileSync(path.join(ROOT, 'bench', 'standard.ref.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const filled = lines.map((line) => line.replace(/\{(src|out|preset|threads)\}/g, (_, name: keyof typeof fill) => String(fill[name])));
  const first = filled.findIndex((line) => line.startsWith('['));
  const chains = filled.filter((line) => line.startsWith('['));
  const words = (list: string[]) => list.flatMap((line) => line.split(' '));
  return [...words(filled.slice(0, first)), chains.join(';'), ...words(filled.slice(first + chains.length))];
}
