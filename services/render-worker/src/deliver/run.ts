import { runFor } from '../activities/run-ffmpeg.ts';
import type { Work } from './work.ts';

/** Runs ffmpeg over the joined frames. @throws FailureError */
export const runOver = ({ needs, film, workspaceId, renderId, folder, signal }: Work, step: string, args: string[]): Promise<string[]> =>
  runFor(needs, { workspaceId, renderId, step }, { args, cwd: folder, signal, timeoutMs: 300_000 + film.frames * 1000 });
