import type { CommandFiles } from '../plan.ts';
import { inputArgs, PICTURE_LIMIT } from './common.ts';
import type { Chains } from './overlay.ts';

/** What a command is put together with: one list of inputs and of filter chains for the outer picture and all within. */
export interface Workshop extends Chains {
  files: CommandFiles;
  inputs: string[];
  /** Opens one more input and says its number. */
  open(path: string, demuxers: string, more: readonly string[]): number;
}

/** Chains are added to `all`. */
export function workshop(files: CommandFiles, threads: number, all: string[]): Workshop {
  const inputs: string[] = [];
  let [labels, opened] = [0, 0];
  return {
    files,
    inputs,
    add: (c) => void all.push(c),
    label: () => `n${labels++}`,
    open: (path, demuxers, more) => {
      inputs.push(...inputArgs(path, demuxers, threads, [...PICTURE_LIMIT, ...more]));
      return opened++;
    },
  };
}
