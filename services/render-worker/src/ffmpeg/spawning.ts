import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@workprint/runtime';
import type { ProcessRequest, ProcessResult } from './process.ts';

/** Messages to the spawner. */
export type Asked =
  | { id: number; run: Omit<ProcessRequest, 'signal' | 'onSpawn' | 'onStdoutLines'> & { lines: boolean } }
  | { id: number; stop: true };
/** … and from it, in the order in which things happened. */
export type Told = { id: number } & ({ pid: number } | { lines: readonly string[] } | { result: ProcessResult } | { error: string });

interface Running {
  request: ProcessRequest;
  resolve: (result: ProcessResult) => void;
  reject: (error: Error) => void;
}

/** Runs programs by way of the spawner; otherwise as runProcess. */
export type Spawning = (request: ProcessRequest) => Promise<ProcessResult>;

const SCRIPT = fileURLToPath(new URL('./spawner.ts', import.meta.url));

/**
 * A small process that starts others for us. Forking copies the page tables of whoever forks, and a worker's memory is large: 400 MB took 23 ms
 * each time, in which nothing else of the worker ran. It dies with us (its channel closes) and what it started with it (pdeathsig); one that is
 * lost takes its runs with it, as errors, and the next run starts another.
 */
export const openSpawning = (): Spawning => {
  let spawner: ChildProcess | null = null;
  let ids = 0;
  const running = new Map<number, Running>();

  const hear = (told: Told): void => {
    const one = running.get(told.id);
    if (one === undefined) return;
    if ('pid' in told) one.request.onSpawn?.(told.pid);
    else if ('lines' in told) one.request.onStdoutLines?.(told.lines);
    else {
      running.delete(told.id);
      settle();
      if ('result' in told) one.resolve(told.result);
      else one.reject(new Error(told.error));
    }
  };
  /** It keeps our process alive only while it works for us. */
  const settle = (): void => {
    if (running.size === 0) spawner?.channel?.unref();
    else spawner?.channel?.ref();
  };
  const open = (): ChildProcess => {
    // A decoder with a hole must not find the keys of the store: nothing below has them.
    const env = { ...childEnvironment(), AV_LOG_FORCE_NOCOLOR: '1' };
    const child = fork(SCRIPT, { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.unref();
    const lost = (): void => {
      if (spawner !== child) return;
      spawner = null;
      for (const [id, { reject }] of running) {
        running.delete(id);
        reject(new Error('the process that starts programs was lost'));
      }
    };
    child.on('message', hear);
    child.once('exit', lost);
    child.once('error', lost);
    return child;
  };

  return (request) => {
    const { signal, onSpawn: _, onStdoutLines, ...plain } = request;
    if (signal?.aborted) return Promise.resolve({ exitCode: null, signal: null, timedOut: false, cancelled: true, log: [], cpuSeconds: 0 });
    spawner ??= open();
    const child = spawner;
    const id = ++ids;
    const tell = (asked: Asked): boolean => child.connected && child.send(asked);
    const stop = (): void => void tell({ id, stop: true });
    signal?.addEventListener('abort', stop, { once: true });
    return new Promise<ProcessResult>((resolve, reject) => {
      running.set(id, { request, resolve, reject });
      settle();
      tell({ id, run: { ...plain, lines: onStdoutLines !== undefined } });
    }).finally(() => signal?.removeEventListener('abort', stop));
  };
};
