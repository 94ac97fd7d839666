import { type FileHandle, open } from 'node:fs/promises';
import type { AvcProbe } from '@workprint/timeline';
import { inHex } from './avc-configuration.ts';
import { type AvcFile, type AvcSample, readAvcFile } from './avc-file.ts';
import { NAL } from './nal-units.ts';

/** Kept with the asset: a keyframe each two seconds for half a day. */
const MAX_KEYFRAMES = 20_000;

/**
 * Where stretches of a file may begin and end that are copied as they are; null where none can be. Only a few bytes of each keyframe are read.
 * @param frames as many as the probe has counted
 */
export const avcProbe = async (path: string, frames: number): Promise<AvcProbe | null> => {
  const file = await readAvcFile(path).catch(() => null);
  if (file === null || file.samples.length !== frames || file.configuration.lengthBytes !== 4) return null;
  const keyframes = await keyframesOf(path, file);
  return keyframes && { ...inHex(file.configuration), keyframes };
};

const keyframesOf = async (path: string, { samples, configuration }: AvcFile): Promise<number[] | null> => {
  const known = new Set(Object.values(inHex(configuration)).flat());
  const found: number[] = [];
  const handle = await open(path, 'r');
  try {
    // The last of the pictures decoded so far, as they are shown.
    let last = -1;
    for (const [i, sample] of samples.entries()) {
      // Nothing decoded later may be shown before it, nothing decoded before it after.
      if (sample.sync && sample.shown === i && last === i - 1) {
        const kind = await kindOf(handle, sample, known);
        if (kind === 'foreign' || found.length === MAX_KEYFRAMES) return null;
        if (kind === 'idr') found.push(i);
      }
      last = Math.max(last, sample.shown);
    }
  } finally {
    await handle.close();
  }
  return found.length === 0 ? null : found;
};

/** foreign: parameter sets come with it that the file's description has not. */
const kindOf = async (
  handle: FileHandle,
  { offset, size }: AvcSample,
  known: ReadonlySet<string>,
): Promise<'idr' | 'other' | 'foreign'> => {
  const read = async (at: number, length: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset + at);
    return buffer.subarray(0, bytesRead);
  };
  for (let at = 0; at + 5 <= size; ) {
    const head = await read(at, 5);
    if (head.length < 5) return 'other';
    const [length, type] = [head.readUInt32BE(0), head[4]! & 0x1f];
    if (type >= NAL.slice && type <= NAL.idr) return type === NAL.idr ? 'idr' : 'other';
    if ((type === NAL.sps || type === NAL.pps) && !known.has((await read(at + 4, Math.min(length, size))).toString('hex')))
      return 'foreign';
    at += 4 + length;
  }
  return 'other';
};
