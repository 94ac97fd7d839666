import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Unpacks a ZIP of stored entries beside itself, checked against its directory; names sorted. */
export const unzipped = async (path: string): Promise<{ folder: string; names: string[] }> => {
  const bytes = await readFile(path);
  const folder = `${path}.d`;
  const names: string[] = [];
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const [method, crc, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 24)];
    const [nameLength, extra, comment] = [28, 30, 32].map((o) => bytes.readUInt16LE(at + o)) as [number, number, number];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(from, from + size);
    if (method !== 0 || crc32(data) !== crc) throw new Error(`${name} is damaged or packed`);
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), data);
    names.push(name);
    at += 46 + nameLength + extra + comment;
  }
  return { folder, names: names.sort() };
};
