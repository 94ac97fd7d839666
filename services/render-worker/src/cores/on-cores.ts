import type { Ffmpeg } from '../ffmpeg/index.ts';
import type { Cores } from './cores.ts';

/** So long before its ffmpeg ends, seconds, a task is nearly over: what the next one needs before its own takes less. */
const NEARLY = 0.75;

/**
 * Runs a task whose ffmpegs wait for a core each. When the last one of them is nearly through, the next task is taken up: its plan is read and
 * its inputs are placed while this one ends, is verified and published. So no core waits for what is done between two chunks.
 */
export const onCores = async <N extends { ffmpeg: Ffmpeg }, T>(needs: N, cores: Cores, work: (needs: N) => Promise<T>): Promise<T> => {
  const task = cores.begin();
  const { run, probe } = needs.ffmpeg;
  const ffmpeg: Ffmpeg = {
    ...needs.ffmpeg,
    async run(one) {
      const { lastOfFrames: frames, onProgress } = one;
      const watched: typeof one = {
        ...one,
        onProgress(progress) {
          if (frames !== undefined && progress.frame > 0 && frames - progress.frame < NEARLY * progress.fps) task.passOn();
          onProgress?.(progress);
        },
      };
      const ran = await task.use(one.signal, () => run(frames === undefined ? one : watched));
      if (frames !== undefined) task.passOn();
      return ran;
    },
    probe: (one, onLine) => task.use(one.signal, () => probe(one, onLine)),
  };
  try {
    return await work({ ...needs, ffmpeg });
  } finally {
    task.end();
  }
};
