import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ObjectStore } from '@workprint/storage';
import { testFolder } from '../../test/tools.ts';
import { type CachedSource, openSourceCache, type SourceCache } from './source-cache.ts';

let folder: Awaited<ReturnType<typeof testFolder>>;
let downloads: string[];
let objects: Map<string, string>;
let hold: Promise<void>;
beforeEach(async () => {
  folder = await testFolder();
  [downloads, objects, hold] = [[], new Map(), Promise.resolve()];
});
afterEach(() => folder.remove());

/** A store of strings: the two calls the cache makes. */
const store = {
  async getToFile(key: string, path: string, { signal }: { signal?: AbortSignal } = {}) {
    downloads.push(key);
    await Promise.race([hold, new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))]);
    await writeFile(path, objects.get(key)!);
    return 0;
  },
} as unknown as ObjectStore;

const put = (content: string): CachedSource => {
  const sha256 = createHash('sha256').update(content).digest('hex');
  objects.set(`key-${sha256}`, content);
  return { sha256, objectKey: `key-${sha256}`, bytes: content.length };
};
const open = (bytes = 1000): Promise<SourceCache> => openSourceCache(store, { dir: join(folder.path, 'cache'), bytes });
const at = (name: string): string => join(folder.path, name);

describe('openSourceCache', () => {
  it('downloads once, read-only, and gives links to it', async () => {
    const source = put('hello');
    const cache = await open();
    expect(await cache.place(source, at('a'))).toEqual({ hit: false });
    expect(await cache.place(source, at('b'))).toEqual({ hit: true });
    expect(downloads).toHaveLength(1);
    expect(await readFile(at('b'), 'utf8')).toBe('hello');
    const [a, b] = [await stat(at('a')), await stat(at('b'))];
    expect(a.ino).toBe(b.ino);
    expect(a.mode & 0o222).toBe(0);
  });

  it('lets many wait for one download; one that gives up does not stop it, the last one does', async () => {
    const source = put('shared');
    let release = (): void => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    const cache = await open();
    const leaving = new AbortController();
    const first = cache.place(source, at('a'), leaving.signal);
    const second = cache.place(source, at('b'));
    const left = expect(first).rejects.toThrow('gone');
    await new Promise((resolve) => setTimeout(resolve, 20));
    leaving.abort(new Error('gone'));
    await left;
    release();
    await second;
    expect(downloads).toHaveLength(1);

    hold = new Promise(() => {});
    const lonely = new AbortController();
    const alone = cache.place(put('alone'), at('c'), lonely.signal);
    const ended = expect(alone).rejects.toThrow('gone');
    await new Promise((resolve) => setTimeout(resolve, 20));
    lonely.abort(new Error('gone'));
    await ended;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await readdir(at('cache'))).toHaveLength(1);
  });

  it('takes no other bytes than its hash says, and mends a truncated file', async () => {
    const source = put('right bytes');
    objects.set(source.objectKey, 'wrong bytes');
    const cache = await open();
    await expect(cache.place(source, at('a'))).rejects.toThrow('other bytes');
    expect(await readdir(at('cache'))).toEqual([]);
    objects.set(source.objectKey, 'right bytes');
    await cache.place(source, at('a'));
    await rm(at('a'));
    await chmod(join(at('cache'), source.sha256), 0o644);
    await truncate(join(at('cache'), source.sha256), 3);
    expect(await cache.place(source, at('a'))).toEqual({ hit: false });
    expect(await readFile(at('a'), 'utf8')).toBe('right bytes');
  });

  it('keeps a file that was made here, and never downloads it', async () => {
    const [own, other] = [put('made here'), put('made twice')];
    const cache = await open();
    await writeFile(at('made'), 'made here');
    await cache.keep(own, at('made'));
    await rm(at('made'));
    expect(await cache.place(own, at('a'))).toEqual({ hit: true });
    expect(await readFile(at('a'), 'utf8')).toBe('made here');
    expect((await stat(at('a'))).mode & 0o222).toBe(0);
    await cache.place(other, at('b'));
    await writeFile(at('again'), 'made twice');
    await cache.keep(other, at('again'));
    expect(downloads).toEqual([other.objectKey]);
  });

  it('makes room by what was longest not used; a link that is in use stays readable', async () => {
    const cache = await open(250);
    const [old, recent, next] = ['o', 'r', 'n'].map((letter) => put(letter.repeat(100))) as [CachedSource, CachedSource, CachedSource];
    await cache.place(old, at('old'));
    await cache.place(recent, at('recent'));
    await utimes(at('old'), 1, 1);
    await cache.place(next, at('next'));
    expect((await readdir(at('cache'))).sort()).toEqual([recent.sha256, next.sha256].sort());
    expect(await readFile(at('old'), 'utf8')).toBe('o'.repeat(100));
  });
});
