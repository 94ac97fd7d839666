import { runProcess } from './process.ts';
import type { Asked, Told } from './spawning.ts';

// A process of its own, which runs programs for a worker: see spawning.ts.

const running = new Map<number, AbortController>();
const tell = (told: Told): void => {
  // A worker that has gone hears nothing; the kernel ends what we have started when we end.
  if (process.connected) process.send?.(told);
};

process.on('message', (asked: Asked) => {
  const { id } = asked;
  if ('stop' in asked) {
    running.get(id)?.abort();
    return;
  }
  const { lines, ...request } = asked.run;
  const stop = new AbortController();
  running.set(id, stop);
  runProcess({
    ...request,
    signal: stop.signal,
    onSpawn: (pid) => tell({ id, pid }),
    onStdoutLines: lines ? (some) => tell({ id, lines: some }) : undefined,
  })
    .then(
      (result) => tell({ id, result }),
      (error: unknown) => tell({ id, error: String(error) }),
    )
    .finally(() => running.delete(id));
});
process.on('disconnect', () => process.exit());
// Who stops the worker's whole group lets running work end first, as the worker does.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
