import { readFile, stat } from 'node:fs/promises';
import { looksLikeCube, MAX_LUT_BYTES, type MediaProbe, readCube } from '@workprint/timeline';
import { fail } from '../failure-error.ts';

const TYPE = 'application/x-cube';

/** Whether a file is to be read as a table of colours: its head begins as one, or it was sent as one and may be damaged. */
export const looksLikeLut = (head: Buffer, said: string): boolean =>
  said === TYPE || (!head.includes(0) && looksLikeCube(head.toString('latin1')));

/**
 * Reads a .cube file whole.
 * @param name how the file is called in messages
 * @throws FailureError UNREADABLE_MEDIA naming the line, MEDIA_TOO_LARGE
 */
export const inspectLut = async (path: string, name: string): Promise<{ probe: MediaProbe; contentType: string }> => {
  const { size: bytes } = await stat(path);
  if (bytes > MAX_LUT_BYTES) throw fail('MEDIA_TOO_LARGE', `${name} has ${bytes} bytes; a LUT may have ${MAX_LUT_BYTES} at most.`);
  const read = readCube(await readFile(path, 'latin1'));
  if (!read.ok) {
    const [{ message, hint } = { message: 'it cannot be read.' }] = read.problems;
    throw fail('UNREADABLE_MEDIA', `${name} is not a LUT: ${message}`, hint === undefined ? {} : { hint });
  }
  return {
    probe: { kind: 'lut', container: 'cube', bytes, durationSeconds: 0, video: null, audio: null, lut: read.value },
    contentType: TYPE,
  };
};
