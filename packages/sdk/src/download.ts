import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WorkprintError } from './errors.ts';

/** Writes what a link leads to into a file and checks its SHA-256 (hex) when there is one to compare with. @throws WorkprintError */
export async function downloadTo(url: string, file: string, sha256?: string, signal?: AbortSignal): Promise<void> {
  const part = `${file}.part`;
  const hash = createHash('sha256');
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) throw new WorkprintError('DOWNLOAD_FAILED', `the download failed (${response.status})`);
  const hashed = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body as import('node:stream/web').ReadableStream), hashed, createWriteStream(part), {
      signal,
    });
    if (sha256 && hash.digest('hex') !== sha256)
      throw new WorkprintError('DOWNLOAD_DAMAGED', 'the file that arrived is not the one that was made');
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}
