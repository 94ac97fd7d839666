import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testFolder } from '../../test/tools.ts';
import { findContainment } from './containment.ts';
import { LOG_LINES, type ProcessRequest } from './process.ts';
import { openSpawning } from './spawning.ts';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const gone = async (pid: number): Promise<boolean> => {
  for (let i = 0; i < 100 && alive(pid); i++) await wait(50);
  return !alive(pid);
};

describe('a run by way of the spawner', () => {
  const spawning = openSpawning();
  let folder: Awaited<ReturnType<typeof testFolder>>;
  beforeEach(async () => {
    folder = await testFolder();
  });
  afterEach(() => folder.remove());

  const run = async (script: string, more: Partial<ProcessRequest> = {}) =>
    spawning({
      binary: '/bin/sh',
      args: ['-c', script],
      cwd: folder.path,
      containment: await findContainment(),
      timeoutMs: 30_000,
      ...more,
    });

  it('gives back the exit status and the last lines of the log', async () => {
    const result = await run(`i=0; while [ $i -lt 100 ]; do echo "line $i" >&2; i=$((i+1)); done; exit 3`);
    expect(result).toMatchObject({ exitCode: 3, signal: null, timedOut: false, cancelled: false });
    expect(result.log).toHaveLength(LOG_LINES);
    expect(result.log.at(-1)).toBe('line 99');
  });

  it('tells the program nothing of our settings', async () => {
    const before = process.env.S3_SECRET_ACCESS_KEY;
    process.env.S3_SECRET_ACCESS_KEY = 'hush';
    try {
      const { log } = await run('env >&2');
      expect(log.join('\n')).toContain('PATH=');
      expect(log.join('\n')).not.toContain('hush');
    } finally {
      if (before === undefined) delete process.env.S3_SECRET_ACCESS_KEY;
      else process.env.S3_SECRET_ACCESS_KEY = before;
    }
  });

  it('cancels the whole group, grandchildren that ignore SIGTERM included', async () => {
    const stop = new AbortController();
    const running = run(`(trap '' TERM; echo $$ > ignored; sh -c 'trap "" TERM; echo $$ > pid; while :; do sleep 1; done') & wait`, {
      signal: stop.signal,
      graceMs: 300,
    });
    let pid = 0;
    while (pid === 0) {
      await wait(20);
      pid = Number(await readFile(join(folder.path, 'pid'), 'utf8').catch(() => '0'));
    }
    stop.abort();
    expect(await running).toMatchObject({ cancelled: true });
    expect(await gone(pid)).toBe(true);
  });

  it('does not start at all when already cancelled', async () => {
    const result = await run('echo > started', { signal: AbortSignal.abort() });
    expect(result.cancelled).toBe(true);
    await expect(readFile(join(folder.path, 'started'))).rejects.toThrow('ENOENT');
  });

  it('stops at its wall-clock limit', async () => {
    expect(await run('sleep 30', { timeoutMs: 100, graceMs: 100 })).toMatchObject({ timedOut: true });
  });

  it('is held to its file size by the kernel', async () => {
    const result = await run('head -c 5000000 /dev/zero > big', { limits: { fileBytes: 1_000_000 } });
    expect(result.exitCode !== 0 || result.signal !== null).toBe(true);
    expect((await readFile(join(folder.path, 'big'))).byteLength).toBe(1_000_000);
  });

  it('says so when the program is not there', async () => {
    const containment = { setpriv: null, prlimit: null };
    const result = await run('', { binary: '/nonexistent/ffmpeg', containment });
    expect(result.exitCode).toBeNull();
    expect(result.log.join()).toContain('ENOENT');
  });
});
