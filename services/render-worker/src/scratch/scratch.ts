import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A worker's own temporary space: a folder per attempt, gone however the attempt ends. */
export interface Scratch {
  /** This process' own folder. */
  readonly path: string;
  /** Runs `work` in a fresh folder. `name` is for people; letters, digits, "." and "-". */
  withFolder<T>(name: string, work: (folder: string) => Promise<T>): Promise<T>;
  /** Removes everything of this worker. */
  close(): Promise<void>;
}

const OWNER = 'owner.json';

interface Owner {
  pid: number;
  host: string;
  /** Tells a process from a later one with the same pid. */
  started: string;
}

/** When a process started, in the kernel's words; '' where /proc is not there; null when there is no such process. */
const startOf = async (pid: number): Promise<string | null> => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
};

/**
 * Makes `dir`/`instance` for this process and removes what dead workers of this machine left beside it. Two living workers
 * on one machine never touch each other's.
 */
export const openScratch = async (dir: string, instance: string): Promise<Scratch> => {
  const own = join(dir, instance.replaceAll(/[^A-Za-z0-9.-]/g, '-'));
  await mkdir(dir, { recursive: true });
  await removeLeftovers(dir);
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  const owner: Owner = { pid: process.pid, host: hostname(), started: (await startOf(process.pid)) ?? '' };
  // Whole or not at all: another worker that starts just now reads it.
  await writeFile(join(own, `${OWNER}.draft`), JSON.stringify(owner));
  await rename(join(own, `${OWNER}.draft`), join(own, OWNER));
  return {
    path: own,
    async withFolder(name, work) {
      const folder = await mkdtemp(join(own, `${name}-`));
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      }
    },
    close: () => rm(own, { recursive: true, force: true }),
  };
};

const removeLeftovers = async (dir: string): Promise<void> => {
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(dir, entry.name);
    const owner = await readFile(join(folder, OWNER), 'utf8').then(
      (text) => JSON.parse(text) as Owner,
      () => null,
    );
    // No owner yet: another worker may be making it right now.
    if (owner === null || owner.host !== hostname()) continue;
    if ((await startOf(owner.pid)) !== owner.started) await rm(folder, { recursive: true, force: true });
  }
};
