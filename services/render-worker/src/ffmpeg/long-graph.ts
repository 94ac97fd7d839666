import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One argument of a program may have 128 KiB; a chunk of many keyframes and paths has more. */
const LONGEST = 100_000;

/** The arguments with a long filter graph in a file of the attempt's folder instead. @param version first line of `ffmpeg -version` */
export const withGraphFile = async (args: readonly string[], cwd: string, version: string): Promise<readonly string[]> => {
  const at = args.indexOf('-filter_complex');
  const graph = args[at + 1];
  if (at === -1 || graph === undefined || Buffer.byteLength(graph) <= LONGEST) return args;
  const file = join(cwd, `graph-${at}-${graph.length}.txt`);
  await writeFile(file, graph);
  // From 7 on any option's value may stand in a file; the older way is gone later.
  const major = Number(/^ffmpeg version n?(\d+)\./.exec(version)?.[1] ?? 5);
  return args.with(at, major >= 7 ? '-/filter_complex' : '-filter_complex_script').with(at + 1, file);
};
