import { type FileHandle, open } from 'node:fs/promises';

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const TIMESTAMP = 0xe7;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;
const SIMPLE_BLOCK = 0xa3;

/** Presentation times of each track's blocks in the file's order, milliseconds (WebM's only time scale), by track number. */
export type BlockTimes = Map<number, number[]>;

/** Reads a WebM's block headers without its media. @throws Error on elements that do not add up */
export const readBlocks = async (path: string): Promise<BlockTimes> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const times: BlockTimes = new Map();
    let cluster = 0;
    let segments = 0;
    const walk = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; ) {
        const head = await headerAt(file, at, to);
        const [body, end] = [at + head.length, at + head.length + head.size];
        if (head.id === SEGMENT) segments++;
        if (head.id === SEGMENT || head.id === CLUSTER || head.id === BLOCK_GROUP) await walk(body, end);
        else if (head.id === TIMESTAMP) cluster = (await read(file, body, head.size)).reduce((n, byte) => n * 256 + byte, 0);
        else if (head.id === BLOCK || head.id === SIMPLE_BLOCK) {
          const { value: track, length } = numberIn(await read(file, body, 8), 0, false);
          const time = cluster + (await read(file, body + length, 2)).readInt16BE();
          const known = times.get(track);
          if (known) known.push(time);
          else times.set(track, [time]);
        }
        at = end;
      }
    };
    await walk(0, size);
    if (segments === 0) throw new Error('there is no segment');
    return times;
  } finally {
    await file.close();
  }
};

interface Head {
  id: number;
  size: number;
  length: number;
}

const headerAt = async (file: FileHandle, at: number, end: number): Promise<Head> => {
  const bytes = await read(file, at, Math.min(12, end - at));
  const id = numberIn(bytes, 0, true);
  const size = numberIn(bytes, id.length, false);
  const length = id.length + size.length;
  if (at + length + size.value > end) throw new Error(`element ${id.value.toString(16)} at ${at} goes beyond its parent's end`);
  return { id: id.value, size: size.value, length };
};

/** EBML's numbers: the leading zeros say how long they are; an id keeps the marker. */
const numberIn = (bytes: Buffer, at: number, marker: boolean): { value: number; length: number } => {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length) throw new Error('a number does not fit');
  let value = marker ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + bytes[at + i]!;
  return { value, length };
};

const read = async (file: FileHandle, at: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead !== length) throw new Error('the file ends early');
  return buffer;
};
