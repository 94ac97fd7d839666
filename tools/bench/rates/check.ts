import path from 'node:path';
import { type Cut, cutOf, planOf, type Tools } from './cutting.ts';
import { type Delivered, deliveredOf, seamSsim } from './delivered.ts';
import { makeSource, type Rate } from './source.ts';

/** What a rate cut into so many chunks has shown; every flag must hold. */
export interface Shown {
  rate: string;
  chunks: number;
  frames: number;
  /** As many frames as planned, composed and delivered, all one step apart. */
  exact: boolean;
  /** Composed frames, and the mix, are those of one chunk and of other threads. */
  composedEqual: boolean;
  /** One key, one decode: chunks encoded again with other threads are the same bytes. */
  chunksEqual: boolean;
  /** The same plan gives the same decoded frames; another cutting the same sound, and frames alike at the seams. */
  deliveredEqual: boolean;
  /** The sound of the mix and of the file is that of one chunk to the sample, and as long as the frames. */
  soundEqual: boolean;
  /** The least around a seam, against the film in one chunk. */
  seamSsim: number;
}

/** Chunks up to which a cutting is made a second time, with other threads. */
const MADE_TWICE = 7;

/** Below it a seam can be seen; the two are encodes of the same frames by the same encoder. */
const LEAST_SSIM = 0.95;

/** Shows one rate in each of the cuttings. @param frames of the timeline */
export async function* checkRate(
  tools: Tools,
  folder: string,
  rate: Rate,
  counts: readonly number[],
  frames: number,
): AsyncGenerator<Shown> {
  const source = await makeSource(tools.ffmpeg, folder, rate, frames);
  const made = async (count: number, threads: number): Promise<Cut & { delivered: Delivered }> => {
    const cut = await cutOf(
      tools,
      planOf(rate, source, frames, count),
      source,
      path.join(folder, `${rate.name}-${count}-${threads}`),
      threads,
    );
    return { ...cut, delivered: await deliveredOf(tools, cut.file) };
  };
  const whole = await made(1, 1);
  for (const count of counts) {
    const one = count === 1 ? whole : await made(count, 1);
    const again = count > MADE_TWICE ? one : await made(count, 2);
    const same = (...lists: readonly string[][]): boolean => new Set(lists.map((list) => list.join())).size === 1;
    const seams = one.plan.chunks.slice(1).map((chunk) => chunk.start);
    const ssim = await seamSsim(tools, one.file, whole.file, seams);
    const samples = Math.round((frames * rate.fps.den * 48_000) / rate.fps.num);
    yield {
      ...{ rate: rate.name, chunks: one.plan.chunks.length, frames: one.plan.frames },
      exact:
        one.plan.chunks.length === count &&
        [one.plan.frames, one.composed.length, one.delivered.frames.length].every((found) => found === frames) &&
        one.delivered.steps.length === 1,
      composedEqual: same(one.composed, whole.composed, again.composed) && one.mix.sha256 === whole.mix.sha256,
      chunksEqual: same(one.chunks, again.chunks),
      deliveredEqual: same(one.delivered.frames, again.delivered.frames) && ssim >= LEAST_SSIM,
      soundEqual: same([one.delivered.sound], [whole.delivered.sound]) && one.mix.samples === samples,
      seamSsim: Math.round(ssim * 1e4) / 1e4,
    };
  }
}

export const holds = ({ exact, composedEqual, chunksEqual, deliveredEqual, soundEqual }: Shown): boolean =>
  exact && composedEqual && chunksEqual && deliveredEqual && soundEqual;
