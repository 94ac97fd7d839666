import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '@workprint/storage';
import { fail } from '../failure-error.ts';
import { evict, hashFile, linkOrCopy, NO_LINK, PARTIAL } from './files.ts';

/** What is to be there. `objectKey` belongs to the workspace that asks, so a hit never crosses tenants unasked. */
export interface CachedSource {
  sha256: string;
  objectKey: string;
  bytes: number;
}

/** Read-only copies of sources, chunks and sounds on local disk, by hash. */
export interface SourceCache {
  /** Puts the source at `path` as a link, downloading it when it is not here. @throws FailureError STORAGE_FAILED, StorageError */
  place(source: CachedSource, path: string, signal?: AbortSignal): Promise<{ hit: boolean }>;
  /** Keeps a finished file that is in the store by now, without reading it; whoever has it may not write into it any more. It may be evicted at once. */
  keep(file: Omit<CachedSource, 'objectKey'>, path: string): Promise<void>;
}

interface Download {
  done: Promise<void>;
  abort: AbortController;
  waiting: number;
}

/** Workers that may share a folder. */
const SHARERS = 8;
/** A partial file this old belongs to nobody. */
const STALE_MS = 6 * 3_600_000;

/**
 * @param settings.dir shared by the workers of one machine; a file appears in it whole and verified or not at all
 * @param settings.bytes disk cap; what is in use stays even above it
 */
export const openSourceCache = async (store: ObjectStore, settings: { dir: string; bytes: number }): Promise<SourceCache> => {
  const { dir, bytes: cap } = settings;
  await mkdir(dir, { recursive: true });
  await removeStale(dir);
  const downloads = new Map<string, Download>();
  const inUse = new Map<string, number>();
  /** Bytes that fit for certain: others fill the folder too, so that it is looked through before it can be full. */
  let room = 0;

  const makeRoom = async (bytes: number): Promise<void> => {
    room -= bytes;
    if (room >= 0) return;
    const left = await evict(dir, cap, bytes, new Set(inUse.keys()));
    room = (cap - left) / SHARERS;
  };

  const download = async (source: CachedSource, signal: AbortSignal): Promise<void> => {
    const partial = join(dir, `${source.sha256}-${randomBytes(4).toString('hex')}${PARTIAL}`);
    try {
      await makeRoom(source.bytes);
      await store.getToFile(source.objectKey, partial, { signal });
      const sha256 = await hashFile(partial, signal);
      if (sha256 !== source.sha256) throw fail('STORAGE_FAILED', `The object of source ${source.sha256} holds other bytes (${sha256}).`);
      await chmod(partial, 0o444);
      await rename(partial, join(dir, source.sha256));
    } finally {
      await rm(partial, { force: true });
    }
  };

  const fetchOnce = (source: CachedSource): Download => {
    const running = downloads.get(source.sha256);
    if (running !== undefined && !running.abort.signal.aborted) return running;
    const abort = new AbortController();
    const entry: Download = { abort, waiting: 0, done: Promise.resolve() };
    entry.done = download(source, abort.signal).finally(() => {
      if (downloads.get(source.sha256) === entry) downloads.delete(source.sha256);
    });
    entry.done.catch(() => {});
    downloads.set(source.sha256, entry);
    return entry;
  };

  /** Waits for the one download; the last to lose interest stops it. */
  const wait = async (source: CachedSource, signal: AbortSignal | undefined): Promise<void> => {
    const entry = fetchOnce(source);
    entry.waiting++;
    try {
      await Promise.race([entry.done, aborted(signal)]);
    } finally {
      entry.waiting--;
      if (entry.waiting === 0) entry.abort.abort();
    }
  };

  const use = async (source: CachedSource, path: string): Promise<boolean> => {
    const file = join(dir, source.sha256);
    try {
      await linkOrCopy(file, path);
      if ((await stat(path)).size !== source.bytes) throw Object.assign(new Error('truncated'), { code: 'ENOENT' });
      const now = new Date();
      await utimes(path, now, now).catch(() => {});
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await rm(path, { force: true });
      return false;
    }
  };

  return {
    async keep({ sha256, bytes }, path) {
      await makeRoom(bytes);
      await chmod(path, 0o444);
      // There already, or on another disk: then it is brought from the store when it is wanted.
      await link(path, join(dir, sha256)).catch((error: unknown) => {
        if (!['EEXIST', ...NO_LINK].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      });
    },
    async place(source, path, signal) {
      inUse.set(source.sha256, (inUse.get(source.sha256) ?? 0) + 1);
      try {
        if (await use(source, path)) return { hit: true };
        // Another worker's eviction may come between download and link.
        for (let tries = 0; tries < 3; tries++) {
          signal?.throwIfAborted();
          await wait(source, signal);
          if (await use(source, path)) return { hit: false };
        }
        throw fail(
          'STORAGE_FAILED',
          `The source ${source.sha256} can't be kept in the cache: its object does not have ${source.bytes} bytes.`,
        );
      } finally {
        const users = (inUse.get(source.sha256) ?? 1) - 1;
        if (users === 0) inUse.delete(source.sha256);
        else inUse.set(source.sha256, users);
      }
    },
  };
};

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const removeStale = async (dir: string): Promise<void> => {
  for (const name of (await readdir(dir)).filter((n) => n.endsWith(PARTIAL))) {
    const file = await stat(join(dir, name)).catch(() => null);
    if (file !== null && Date.now() - file.mtimeMs > STALE_MS) await rm(join(dir, name), { force: true });
  }
};
