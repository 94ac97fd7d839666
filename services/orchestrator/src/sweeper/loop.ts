import { setTimeout as pause } from 'node:timers/promises';
import type { Turn } from '@workprint/projection';
import type { Logger } from '@workprint/runtime';

const EVERY_MS = 5000;

/** Sweeps every 5 s for as long as it is this process's turn: of several orchestrators one sweeps. Returns what stops it. */
export function sweepForEver(sweep: () => Promise<void>, turn: Turn, log: Logger): () => Promise<void> {
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        if (await turn.mine()) await sweep();
      } catch (error) {
        log.warn({ err: error }, 'a sweep failed');
      }
      await pause(EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const over = loop();
  return async () => {
    stop.abort();
    await over;
    await turn.close();
  };
}
