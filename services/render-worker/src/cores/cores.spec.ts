import { describe, expect, it } from '@jest/globals';
import type { Ffmpeg, FfmpegRun, Ran } from '../ffmpeg/index.ts';
import { openCores } from './cores.ts';
import { onCores } from './on-cores.ts';

const never = new AbortController().signal;
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  const nothing = Symbol('nothing');
  for (let i = 0; i < 5; i++) await Promise.resolve();
  return (await Promise.race([promise, Promise.resolve(nothing)])) !== nothing;
};

describe('openCores', () => {
  it('takes up as many tasks as there are cores, and one more for each that passes on', async () => {
    const cores = openCores(1);
    await cores.reserve(never);
    const task = cores.begin();
    const second = cores.reserve(never);
    expect([await settled(second), cores.tryReserve()]).toEqual([false, false]);
    task.passOn();
    task.passOn();
    expect([await settled(second), cores.tryReserve()]).toEqual([true, false]);
    const third = cores.reserve(never);
    task.end();
    cores.release();
    expect(await settled(third)).toBe(false);
    cores.release();
    expect(await settled(third)).toBe(true);
  });

  it('gives cores in the order they were asked for; whoever gives up is passed over', async () => {
    const cores = openCores(1);
    const [order, free]: [string[], (() => void)[]] = [[], []];
    const use = (name: string, signal = never): Promise<void> =>
      cores.begin().use(signal, () => {
        order.push(name);
        return new Promise((resolve) => free.push(resolve));
      });
    const gone = new AbortController();
    const [first, second, third] = [use('first'), use('second', gone.signal), use('third')];
    gone.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    expect(order).toEqual(['first']);
    free[0]!();
    await first;
    expect(order).toEqual(['first', 'third']);
    free[1]!();
    await third;
    const fourth = use('fourth');
    free[2]!();
    await fourth;
  });

  it('who waits to take up a task may give up', async () => {
    const cores = openCores(0);
    const gone = new AbortController();
    const waiting = cores.reserve(gone.signal);
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });
});

describe('onCores', () => {
  /** Runs that are ended by hand. */
  const shop = () => {
    const runs: { run: FfmpegRun; end: () => void }[] = [];
    const run = (one: FfmpegRun): Promise<Ran> =>
      new Promise((resolve) => runs.push({ run: one, end: () => resolve({ log: [], cpuSeconds: 1 }) }));
    return { runs, needs: { ffmpeg: { run } as unknown as Ffmpeg } };
  };
  const run = (what: string, lastOfFrames?: number): FfmpegRun => ({
    ...{ what, args: [], cwd: '/', timeoutMs: 1000 },
    ...(lastOfFrames === undefined ? {} : { lastOfFrames }),
  });
  const at = (frame: number) => ({ frame, fps: 100, speed: 1, done: false });

  it('the next task comes when the last run is nearly through, and waits for the core', async () => {
    const { runs, needs } = shop();
    const cores = openCores(1);
    await cores.reserve(never);
    const next = cores.reserve(never);
    const task = onCores(needs, cores, async ({ ffmpeg }) => {
      await ffmpeg.run(run('first pass'));
      await ffmpeg.run(run('chunk', 100));
    });
    await settled(task);
    runs[0]!.end();
    await settled(task);
    runs[1]!.run.onProgress?.(at(24));
    expect(await settled(next)).toBe(false);
    runs[1]!.run.onProgress?.(at(26));
    expect(await settled(next)).toBe(true);
    const second = onCores(needs, cores, ({ ffmpeg }) => ffmpeg.run(run('second', 10)));
    await settled(second);
    expect(runs).toHaveLength(2);
    runs[1]!.end();
    await task;
    await settled(second);
    expect(runs.map((r) => r.run.what)).toEqual(['first pass', 'chunk', 'second']);
    runs[2]!.end();
    await second;
  });
});
