import { appendLogs } from '@workprint/projection';
import { FailureError } from '../failure-error.ts';
import type { FfmpegRun, Ran } from '../ffmpeg/index.ts';
import type { Dependencies } from './dependencies.ts';
import type { Owner } from './owner.ts';

/** Whose run it is: for the log, the metric and Render.logs. */
export interface RunOwner extends Owner {
  /** e.g. "chunk 3", "audio". */
  step: string;
}

type Needs = Pick<Dependencies, 'ffmpeg' | 'db' | 'log' | 'counters'>;

/** Runs ffmpeg for a render. Its log's last lines are kept with the render when it fails. */
export const runFor = async ({ ffmpeg, db, log, counters }: Needs, owner: RunOwner, run: Omit<FfmpegRun, 'what'>): Promise<Ran> => {
  const { workspaceId, renderId, step } = owner;
  try {
    return await ffmpeg.run({
      ...run,
      what: step,
      onSpawn: (pid) => {
        log.info({ event: 'ffmpeg_started', renderId, step, pid }, 'ffmpeg started');
        counters.ffmpegStarted.inc({ step: step.split(' ')[0] ?? step });
        run.onSpawn?.(pid);
      },
    });
  } catch (error) {
    if (error instanceof FailureError) {
      const lines = [...(error.failure.log ?? []), error.message];
      log.warn({ renderId, step, code: error.failure.code, lines }, 'ffmpeg failed');
      await db
        .withWorkspace(workspaceId, (tx) => appendLogs(tx, { renderId, source: step, lines }))
        .catch((err: unknown) => log.warn({ err, renderId }, 'the log lines were not kept'));
    }
    throw error;
  }
};
