import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitedFor } from './proc.ts';

/** What a command cost. */
export interface Cost {
  /** CPU seconds, user and system, of its whole process tree. */
  cpu: number;
  /** Seconds on the clock. */
  wall: number;
}

export interface Command {
  file: string;
  args: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
}

const execute = promisify(execFile);

/** Runs it to its end, as the only child of ours that ends meanwhile. @throws with the last of what it said when it fails */
export async function timed({ file, args, env, cwd }: Command): Promise<Cost> {
  const [since, before] = [performance.now(), waitedFor()];
  await text({ file, args, ...(env ? { env } : {}), ...(cwd ? { cwd } : {}) });
  return { cpu: waitedFor() - before, wall: (performance.now() - since) / 1000 };
}

/** What it writes to stdout. @throws with the last of what it said when it fails */
export async function text({ file, args, env, cwd }: Command): Promise<string> {
  try {
    const { stdout } = await execute(file, [...args], { maxBuffer: 2 ** 30, env: { ...process.env, ...env }, ...(cwd ? { cwd } : {}) });
    return stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').slice(-3).join(' ');
    throw new Error(`${file} failed: ${said || (error instanceof Error ? error.message : error)}`);
  }
}
