import { readdir, readFile } from 'node:fs/promises';

/** What /proc tells of a process, as far as we ask. */
interface Process {
  pid: number;
  group: number;
  bytes: number;
}

const PAGE_BYTES = 4096;

const read = async (pid: string): Promise<Process | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields ? { pid: Number(pid), group: Number(fields[2]), bytes: Number(fields[21]) * PAGE_BYTES } : null;
};

const pids = async (): Promise<string[]> => (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));

const all = async (): Promise<Process[]> => (await Promise.all((await pids()).map(read))).filter((p) => p !== null);

/** The process group of the browser whose command line names this profile; null where there is none (or no /proc). */
export const groupWith = async (profile: string): Promise<number | null> => {
  for (const pid of await pids()) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!line.split('\0').includes(`--user-data-dir=${profile}`)) continue;
    const group = (await read(pid))?.group;
    const own = (await read(String(process.pid)))?.group;
    if (group !== undefined && group !== own) return group;
  }
  return null;
};

/** Bytes in memory of all processes of a group; what they share counts for each. */
export const memoryOf = async (group: number): Promise<number> =>
  (await all()).reduce((sum, p) => (p.group === group ? sum + p.bytes : sum), 0);

/** Ends every process of a group at once. */
export const killGroup = (group: number): void => {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
