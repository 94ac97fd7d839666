import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** What one attempt may use. The kernel enforces it where prlimit is there. */
export interface ProcessLimits {
  /** Seconds of CPU over all threads. */
  cpuSeconds?: number;
  /** Bytes of address space. */
  memoryBytes?: number;
  /** Bytes any one file it writes may have. */
  fileBytes?: number;
}

/** Which of the Linux helpers this machine has. */
export interface Containment {
  setpriv: string | null;
  prlimit: string | null;
}

const NONE: Containment = { setpriv: null, prlimit: null };

/** Where util-linux puts them. */
const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin'];

/** Looks the helpers up once, at worker start. */
export const findContainment = async (platform: string = process.platform): Promise<Containment> => {
  if (platform !== 'linux') return NONE;
  const find = async (name: string): Promise<string | null> => {
    for (const folder of FOLDERS) {
      const file = join(folder, name);
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return file;
    }
    return null;
  };
  const [setpriv, prlimit] = await Promise.all([find('setpriv'), find('prlimit')]);
  return { setpriv, prlimit };
};

/**
 * The command line that runs `binary` so that it dies with us and stays within its limits. Both helpers exec their
 * argument, so the process we spawn *is* ffmpeg in the end: one pid, one group.
 */
export const contain = (found: Containment, binary: string, args: readonly string[], limits: ProcessLimits): [string, ...string[]] => {
  const command: string[] = [];
  if (found.setpriv !== null) command.push(found.setpriv, '--pdeathsig', 'KILL', '--');
  if (found.prlimit !== null) {
    command.push(found.prlimit, '--core=0');
    if (limits.cpuSeconds !== undefined) command.push(`--cpu=${Math.ceil(limits.cpuSeconds)}`);
    if (limits.memoryBytes !== undefined) command.push(`--as=${Math.ceil(limits.memoryBytes)}`);
    if (limits.fileBytes !== undefined) command.push(`--fsize=${Math.ceil(limits.fileBytes)}`);
    command.push('--');
  }
  return [...command, binary, ...args] as [string, ...string[]];
};
