import { type FileHandle, open } from 'node:fs/promises';

/** One ISO BMFF box: where its body lies within the bytes it was found in. */
export interface Box {
  type: string;
  body: Buffer;
}

/** Boxes directly inside `bytes`. @throws on a size that does not fit */
export const boxesIn = (bytes: Buffer): Box[] => {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const { size, header, type } = headerAt(bytes, at, bytes.length - at);
    if (size < header || at + size > bytes.length) throw new Error(`box ${type} at ${at} does not fit`);
    boxes.push({ type, body: bytes.subarray(at + header, at + size) });
    at += size;
  }
  return boxes;
};

const headerAt = (bytes: Buffer, at: number, rest: number): { size: number; header: number; type: string } => {
  const short = bytes.readUInt32BE(at);
  const type = bytes.toString('latin1', at + 4, at + 8);
  if (short === 1) return { size: Number(bytes.readBigUInt64BE(at + 8)), header: 16, type };
  return { size: short === 0 ? rest : short, header: 8, type };
};

/** Metadata may not be larger: a day of frames fits. */
const MAX_BOX = 256 * 2 ** 20;

/** The moov and moof boxes of a file; the media itself is skipped, not read. */
export const metadataOf = async (path: string): Promise<Box[]> => {
  const file = await open(path, 'r');
  try {
    const { size: total } = await file.stat();
    const boxes: Box[] = [];
    for (let at = 0; at + 8 <= total; ) {
      const head = await read(file, at, Math.min(16, total - at));
      const { size, header, type } = headerAt(head, 0, total - at);
      if (size < header || at + size > total) throw new Error(`box ${type} at ${at} goes beyond the file's end`);
      if (type === 'moov' || type === 'moof') {
        if (size > MAX_BOX) throw new Error(`box ${type} has ${size} bytes`);
        boxes.push({ type, body: await read(file, at + header, size - header) });
      }
      at += size;
    }
    return boxes;
  } finally {
    await file.close();
  }
};

const read = async (file: FileHandle, at: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead !== length) throw new Error('the file ends early');
  return buffer;
};
