import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** How a file is called that is still being written. */
export const PARTIAL = '.partial';

/** SHA-256 of a file, hex. */
export const hashFile = async (path: string, signal?: AbortSignal): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
};

/** What a file system says that can't give a file a second name (another disk, say). */
export const NO_LINK: readonly string[] = ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'];

/** A second name for the same bytes; a copy where the file system can't. */
export const linkOrCopy = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINK.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await copyFile(from, to);
  }
};

/** Of a full folder so much is freed at a time: who is at it need not look through all of it for the next file. */
const SPARE = 0.05;

/**
 * Where `needed` more bytes do not fit under `cap`: removes the files longest not used until they do with something to spare. `keep` are never
 * removed. Returns the bytes there will be.
 */
export const evict = async (dir: string, cap: number, needed: number, keep: ReadonlySet<string>): Promise<number> => {
  const names = await readdir(dir);
  const files = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        (s) => ({ name, bytes: s.size, used: s.mtimeMs }),
        () => null,
      ),
    ),
  );
  const present = files.filter((f) => f !== null).sort((a, b) => a.used - b.used);
  let total = present.reduce((sum, f) => sum + f.bytes, needed);
  const low = total > cap ? cap * (1 - SPARE) : cap;
  for (const { name, bytes } of present) {
    if (total <= low) break;
    if (keep.has(name) || name.endsWith(PARTIAL)) continue;
    await rm(join(dir, name), { force: true });
    total -= bytes;
  }
  return total;
};
