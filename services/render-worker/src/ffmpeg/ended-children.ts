import { readFileSync } from 'node:fs';

/** Clock ticks of /proc: 100 a second on every Linux. */
const TICKS = 100;
/** Fields of /proc/<pid>/stat as proc(5) counts them: user and system time of the children that were waited for. */
const FIELDS = [16, 17];

/** CPU seconds, user and system, of all children that this process has waited for; null where the system does not say. */
function waitedFor(): number | null {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The program's name, the second field, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return FIELDS.reduce((sum, field) => sum + Number(fields[field - 3]), 0) / TICKS;
  } catch {
    return null;
  }
}

let known = waitedFor();

/**
 * CPU seconds of the children that have ended since this was last asked: to be asked at each one's end. Two that end in the same
 * moment are both counted for the first; where that matters, robust means are taken.
 */
export function cpuOfEnded(): number | null {
  const now = waitedFor();
  const used = now === null || known === null ? null : now - known;
  known = now;
  return used;
}
