import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testFolder } from '../../test/tools.ts';
import { openScratch } from './scratch.ts';

let folder: Awaited<ReturnType<typeof testFolder>>;
beforeEach(async () => {
  folder = await testFolder();
});
afterEach(() => folder.remove());

const leave = async (name: string, owner: object | null): Promise<void> => {
  await mkdir(join(folder.path, name, 'chunk-0-abc'), { recursive: true });
  if (owner !== null) await writeFile(join(folder.path, name, 'owner.json'), JSON.stringify(owner));
};

describe('openScratch', () => {
  it('gives each attempt a folder and removes it however the attempt ends', async () => {
    const scratch = await openScratch(folder.path, 'render-worker@host-1-ab');
    const seen: string[] = [];
    const twice = () =>
      scratch.withFolder('chunk-3', async (path) => {
        await writeFile(join(path, 'file'), 'x');
        seen.push(path);
      });
    await Promise.all([twice(), twice()]);
    expect(new Set(seen).size).toBe(2);
    await expect(scratch.withFolder('chunk-4', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await readdir(join(folder.path, 'render-worker-host-1-ab'))).toEqual(['owner.json']);
    await scratch.close();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('removes what dead workers left, and nothing of a living one, another machine’s or one that is just starting', async () => {
    const living = await openScratch(folder.path, 'living');
    await leave('dead', { pid: 2 ** 22 + 1, host: hostname(), started: '1' });
    await leave('reused-pid', { pid: process.pid, host: hostname(), started: '1' });
    await leave('elsewhere', { pid: 2 ** 22 + 1, host: 'another', started: '1' });
    await leave('starting', null);
    await openScratch(folder.path, 'new');
    expect((await readdir(folder.path)).sort()).toEqual(['elsewhere', 'living', 'new', 'starting']);
    await living.withFolder('chunk', async () => {});
  });
});
