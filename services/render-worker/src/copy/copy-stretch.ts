import { type FileHandle, open } from 'node:fs/promises';
import { type CopiedStretch, type Rational, timescale } from '@workprint/timeline';
import { inHex } from './avc-configuration.ts';
import { type AvcSample, readAvcFile } from './avc-file.ts';
import { type ChunkSample, chunkHead } from './copied-chunk.ts';
import { NAL, nalUnits } from './nal-units.ts';

export interface Copy {
  source: string;
  stretch: Pick<CopiedStretch, 'first'>;
  frames: number;
  fps: Rational;
  width: number;
  height: number;
  output: string;
  signal: AbortSignal;
}

/** Writes a stretch of a source as a chunk, its pictures as they are. Returns what stands in the way, null when it is done. */
export const copyStretch = async ({
  source,
  stretch: { first },
  frames,
  fps,
  width,
  height,
  output,
  signal,
}: Copy): Promise<string | null> => {
  const file = await readAvcFile(source);
  if (file === null) return 'its pictures are not addressable one by one';
  const samples = file.samples.slice(first, first + frames);
  const problem = orderProblem(samples, first, frames);
  if (problem !== null) return problem;
  const known = new Set(Object.values(inHex(file.configuration)).flat());
  const ticks = timescale(fps);
  const [input, target] = [await open(source, 'r'), await open(output, 'w')];
  try {
    const entries: ChunkSample[] = samples.map(({ size, shown }, i) => ({ size, later: shown - first - i, idr: false }));
    const shape = { avcC: file.avcC, width, height, timescale: ticks, tick: (ticks * fps.den) / fps.num };
    let at = chunkHead({ ...shape, samples: entries }).length;
    const read = openWindow(input);
    let [pending, held]: [Buffer[], number] = [[], 0];
    for (const [i, sample] of samples.entries()) {
      signal.throwIfAborted();
      const bytes = await read(sample);
      const units = nalUnits(bytes);
      if (units === null) return `picture ${first + i} is damaged`;
      const sets = units.filter(({ type }) => type === NAL.sps || type === NAL.pps);
      if (sets.some((unit) => !known.has(unit.bytes.toString('hex')))) return `picture ${first + i} brings parameter sets of its own`;
      entries[i]!.idr = units.some(({ type }) => type === NAL.idr);
      pending.push(bytes);
      held += bytes.length;
      if (held < WINDOW && i < samples.length - 1) continue;
      await target.writev(pending, at);
      at += held;
      [pending, held] = [[], 0];
    }
    if (entries[0]?.idr !== true) return `picture ${first} is no keyframe`;
    // What each picture is, is known now; the head's length does not depend on it.
    await target.write(chunkHead({ ...shape, samples: entries }), 0, undefined, 0);
    return null;
  } finally {
    await Promise.all([input.close(), target.close()]);
  }
};

/** Whether exactly the frames from `first` on are there. */
const orderProblem = (samples: readonly AvcSample[], first: number, frames: number): string | null => {
  if (samples.length !== frames) return `it has ${samples.length} of ${frames} pictures`;
  const shown = new Set(samples.map((sample) => sample.shown));
  const whole = samples[0]?.shown === first && shown.size === frames && samples.every((s) => s.shown >= first && s.shown < first + frames);
  return whole ? null : 'pictures of it are decoded elsewhere';
};

/** Bytes read and written at a time: pictures lie one after the other, mostly. */
const WINDOW = 4 * 2 ** 20;

/** Reads pictures, each with those that follow it in the file. */
const openWindow = (file: FileHandle): ((sample: AvcSample) => Promise<Buffer>) => {
  let [from, window] = [0, Buffer.alloc(0)];
  return async ({ offset, size }) => {
    if (offset < from || offset + size > from + window.length) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(Math.max(size, WINDOW)), 0, undefined, offset);
      if (bytesRead < size) throw new Error('the source ends early');
      [from, window] = [offset, buffer.subarray(0, bytesRead)];
    }
    return window.subarray(offset - from, offset - from + size);
  };
};
