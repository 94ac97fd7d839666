import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process, and when it began: pids are used again, the two together are not.
 * @typedef {{ pid: number, startedAt: string }} ProcessIdentity
 */

/**
 * The fields of /proc/<pid>/stat after the command's name: state, parent, …
 * @param {number} pid
 */
function statOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * When the process began (boot and clock ticks on Linux, a date elsewhere), or undefined when there is none or it is a zombie.
 * @param {number} pid
 * @returns {string | undefined}
 */
export function startOf(pid) {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ||
        undefined
      );
    }
    const fields = statOf(pid);
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {ProcessIdentity | undefined}
 */
export function identityOf(pid) {
  const startedAt = startOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** @param {ProcessIdentity} identity */
export function isAlive(identity) {
  return startOf(identity.pid) === identity.startedAt;
}

/**
 * The parents of this process up to and including npm, when npm started it; else none: a shell may end and leave us running.
 * @returns {ProcessIdentity[]}
 */
export function launchers() {
  if (process.env.npm_lifecycle_event === undefined || process.platform !== 'linux') return [];
  /** @type {ProcessIdentity[]} */
  const chain = [];
  for (let pid = process.ppid; pid > 1; pid = Number(statOf(pid)[1])) {
    const identity = identityOf(pid);
    if (!identity) return [];
    chain.push(identity);
    if (/^npm\b|\bnpm(-cli\.js)?\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) return chain;
  }
  return [];
}
