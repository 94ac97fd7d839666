import { isAlive, launchers } from '../identity.mjs';

/** How often we look whether who started us is still there. */
const LOOK_MS = 500;
/** A terminal's Ctrl-C can reach us twice, by itself and passed on by the command that started us. */
const SAME_SIGNAL_MS = 1000;

export interface Stopping extends Promise<void> {
  /** What to exit with: 0 after a signal, 1 when our launcher died. */
  code(): number;
}

/**
 * Resolves at Ctrl-C, a termination signal, or the death of the command that started us (npm killed with -9 tells its children nothing).
 * A second signal, a second or more later, exits at once; the kernel then ends the children. Call it first, so that nothing is missed.
 */
export function untilStopped(): Stopping {
  let code = 0;
  let since: number | undefined;
  const started = launchers();
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (since !== undefined && Date.now() - since > SAME_SIGNAL_MS) process.exit(130);
        since ??= Date.now();
        resolve();
      });
    }
    if (started.length === 0) return;
    setInterval(() => {
      if (started.every(isAlive)) return;
      code = 1;
      resolve();
    }, LOOK_MS).unref();
  });
  return Object.assign(stopped, { code: () => code });
}
