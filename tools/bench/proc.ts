import { readdirSync, readFileSync } from 'node:fs';

/** What Linux counts of one process: of its own threads, and of the children it has waited for. */
export interface ProcessStat {
  /** What the kernel calls it. */
  name: string;
  parent: number;
  /** Clock ticks, 100 a second. */
  own: number;
  children: number;
  /** Bytes in memory. */
  rss: number;
}

const TICKS = 100;
const PAGE = 4096;

/** @param stat the text of /proc/<pid>/stat; the program's name may hold anything */
export function parseStat(stat: string): ProcessStat {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ')
    .map(Number);
  const at = (field: number): number => fields[field - 3] ?? 0; // proc(5) counts the name as 2
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  return { name, parent: at(4), own: at(14) + at(15), children: at(16) + at(17), rss: at(24) * PAGE };
}

/** All processes there are now, by pid. */
export function processes(proc = '/proc'): Map<number, ProcessStat> {
  const found = new Map<number, ProcessStat>();
  for (const name of readdirSync(proc)) {
    if (!/^\d+$/.test(name)) continue;
    try {
      found.set(Number(name), parseStat(readFileSync(`${proc}/${name}/stat`, 'utf8')));
    } catch {
      // It has just ended.
    }
  }
  return found;
}

/** A process and all below it. */
export function treeOf(root: number, all: ReadonlyMap<number, ProcessStat>): number[] {
  const tree = [root];
  for (const parent of tree) for (const [pid, stat] of all) if (stat.parent === parent && !tree.includes(pid)) tree.push(pid);
  return tree;
}

export interface Cpu {
  /** Seconds of CPU of the processes themselves, and of those below them that are Node too. */
  own: number;
  /** … and of everything they have started. */
  total: number;
}

/** What the processes have used since they began, user and system; ended children count from the moment they were waited for. */
export function cpuOf(roots: readonly number[], all: ReadonlyMap<number, ProcessStat> = processes()): Cpu {
  const sum = (pids: readonly number[], of: (stat: ProcessStat) => number) =>
    pids.reduce((seconds, pid) => seconds + of(all.get(pid) ?? NONE) / TICKS, 0);
  const trees = [...new Set(roots.flatMap((root) => treeOf(root, all)))];
  const node = trees.filter((pid) => roots.includes(pid) || NODE.test(all.get(pid)?.name ?? ''));
  return { own: sum(node, (s) => s.own), total: sum(trees, (s) => s.own + s.children) };
}

const NODE = /^(node|MainThread)$/;
const NONE: ProcessStat = { name: '', parent: 0, own: 0, children: 0, rss: 0 };

/** Bytes in memory of the processes and all below them. */
export function rssOf(roots: readonly number[], all: ReadonlyMap<number, ProcessStat> = processes()): number {
  return [...new Set(roots.flatMap((root) => treeOf(root, all)))].reduce((sum, pid) => sum + (all.get(pid)?.rss ?? 0), 0);
}

/** The load of the last minute. */
export const load = (): number => Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);

/** CPU seconds of all children of ours that have ended, and of theirs. */
export const waitedFor = (): number => parseStat(readFileSync('/proc/self/stat', 'utf8')).children / TICKS;
