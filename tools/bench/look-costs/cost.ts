import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** CPU milliseconds, user and system, of one ffmpeg, as it says itself: finer than the system's ticks. @throws when it fails */
export async function cpuOfRun(ffmpeg: string, args: readonly string[]): Promise<number> {
  const { stderr } = await promisify(execFile)(ffmpeg, ['-benchmark', ...args], { maxBuffer: 2 ** 26 });
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? [];
  if (user === undefined || system === undefined) throw new Error(`ffmpeg says no times: ${stderr.slice(-300)}`);
  return 1000 * (Number(user) + Number(system));
}

/** The command of a chunk's composed frames, its frames thrown away instead of hashed. */
export function thrownAway(composed: readonly string[]): string[] {
  const level = composed.indexOf('-loglevel');
  const progress = composed.indexOf('-progress');
  return composed
    .map((arg, i) => (i === level + 1 ? 'info' : arg === 'framemd5' ? 'null' : i === composed.length - 1 ? '-' : arg))
    .filter((_, i) => i !== progress && i !== progress + 1);
}

/** The same command, ended after so many frames. */
export const upTo = (args: readonly string[], frames: number): string[] =>
  args.map((arg, i) => (args[i - 1] === '-frames:v' ? String(frames) : arg));
