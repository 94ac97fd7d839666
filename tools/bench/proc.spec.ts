import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { cpuOf, parseStat, processes, rssOf, treeOf } from './proc.ts';

const line = (pid: number, parent: number, [u, s, cu, cs]: number[], pages: number) =>
  `${pid} (a ) (b) S ${parent} 1 1 0 -1 4194304 9 9 9 9 ${u} ${s} ${cu} ${cs} 20 0 7 0 123456 99999 ${pages} 18446744073709551615`;

describe('/proc', () => {
  it('is read behind a name with brackets and spaces', () =>
    expect(parseStat(line(7, 3, [150, 50, 1000, 25], 2))).toEqual({ name: 'a ) (b', parent: 3, own: 200, children: 1025, rss: 8192 }));

  it('counts a process, what it waited for, and what still runs below it', () => {
    const all = new Map([
      [10, parseStat(line(10, 1, [100, 0, 300, 0], 1))],
      [11, parseStat(line(11, 10, [50, 0, 0, 0], 10))],
      [12, parseStat(line(12, 11, [25, 0, 0, 0], 100))],
      [20, parseStat(line(20, 1, [900, 0, 0, 0], 1000))],
    ]);
    expect(treeOf(10, all)).toEqual([10, 11, 12]);
    expect(cpuOf([10], all)).toEqual({ own: 1, total: 4.75 });
    expect(cpuOf([10, 11], all)).toEqual({ own: 1.5, total: 4.75 });
    expect(rssOf([10], all)).toBe(111 * 4096);
    expect(cpuOf([99], all)).toEqual({ own: 0, total: 0 });
  });

  it('sees the work of a child that has ended', () => {
    const before = cpuOf([process.pid]).total;
    spawnSync(process.execPath, ['-e', 'const end = process.cpuUsage().user + 2e5; while (process.cpuUsage().user < end);']);
    expect(cpuOf([process.pid]).total - before).toBeGreaterThanOrEqual(0.2);
    expect(processes().get(process.pid)?.rss).toBeGreaterThan(1e6);
  });
});
