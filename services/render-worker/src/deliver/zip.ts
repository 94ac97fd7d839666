import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  name: string;
  /** A file to be put in as it is, or text. */
  from: { path: string } | { text: string };
}

// Local parts, because a ZIP knows no time zone: equal entries give equal bytes everywhere.
const EPOCH = new Date(1980, 0, 1);

/** Streams the entries into a ZIP; pictures are packed already and are only stored. */
export const writeZip = async (output: string, entries: Iterable<ZipEntry>, signal: AbortSignal): Promise<void> => {
  const zip = new ZipFile();
  const options = { mtime: EPOCH, mode: 0o100644, compress: false };
  for (const { name, from } of entries) {
    if ('path' in from) zip.addFile(from.path, name, options);
    else zip.addBuffer(Buffer.from(from.text), name, options);
  }
  const written = pipeline(zip.outputStream, createWriteStream(output), { signal });
  // A file that is gone ends the archive, not the process.
  zip.on('error', (error: unknown) => (zip.outputStream as NodeJS.ReadableStream & { destroy(error: unknown): void }).destroy(error));
  zip.end();
  await written;
};
