import { runFor } from '../activities/run-ffmpeg.ts';
import type { Work } from './work.ts';

/** Runs ffmpeg over the joined frames and returns its log's last lines. @throws FailureError */
export const runOver = async (
  { needs, film, workspaceId, renderId, folder, signal }: Work,
  step: string,
  args: string[],
): Promise<string[]> => {
  const timeoutMs = 300_000 + film.frames * 1000;
  return (await runFor(needs, { workspaceId, renderId, step }, { args, cwd: folder, signal, timeoutMs })).log;
};
