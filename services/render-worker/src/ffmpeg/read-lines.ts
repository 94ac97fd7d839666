import type { Readable } from 'node:stream';

/** Reads a stream to its end and hands over whole lines, as many at a time as came together. */
export const readLines = async (stream: Readable, hear: (lines: string[]) => void): Promise<void> => {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const text of stream as AsyncIterable<string>) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (lines.length > 0) hear(lines);
  }
  if (rest !== '') hear([rest]);
};
