import { spawn } from 'node:child_process';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { type Containment, contain, type ProcessLimits } from './containment.ts';
import { cpuOfEnded } from './ended-children.ts';
import { readLines } from './read-lines.ts';

/** One child to run to its end. */
export interface ProcessRequest {
  binary: string;
  args: readonly string[];
  cwd: string;
  containment: Containment;
  limits?: ProcessLimits;
  /** Wall clock, milliseconds. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  onSpawn?: ((pid: number) => void) | undefined;
  /** Whole lines, as many at a time as came together. */
  onStdoutLines?: ((lines: readonly string[]) => void) | undefined;
  /** Milliseconds between SIGTERM and SIGKILL. */
  graceMs?: number;
}

/** How it ended. Never throws for a bad exit: that is for the caller to judge. */
export interface ProcessResult {
  exitCode: number | null;
  signal: string | null;
  timedOut: boolean;
  cancelled: boolean;
  /** Last lines of stderr, oldest first. */
  log: string[];
  /** User and system; null where the system does not say. */
  cpuSeconds: number | null;
}

/** A child's end. */
interface Exit {
  code: number | null;
  by: string | null;
  cpuSeconds: number | null;
  error?: NodeJS.ErrnoException;
}

export const LOG_LINES = 40;
/** Lines longer than this are cut: a log is for people. */
const LINE_CHARACTERS = 400;

/** Signals the whole process group; a group that is already gone is fine. */
const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/**
 * Spawns detached (its own group, so that grandchildren can be reached) and from the thread that calls, which must be the
 * main one: pdeathsig follows the spawning thread. On cancellation or timeout: SIGTERM to the group, then SIGKILL. Returns
 * only when the group is gone.
 */
export const runProcess = async (request: ProcessRequest): Promise<ProcessResult> => {
  const { signal, graceMs = 3000 } = request;
  if (signal?.aborted) return { exitCode: null, signal: null, timedOut: false, cancelled: true, log: [], cpuSeconds: 0 };
  const [file, ...args] = contain(request.containment, request.binary, request.args, request.limits ?? {});
  const child = spawn(file, args, { cwd: request.cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, by) => resolve({ code, by, cpuSeconds: cpuOfEnded() }));
    child.once('error', (error: NodeJS.ErrnoException) => resolve({ code: null, by: null, cpuSeconds: null, error }));
  });
  const { pid } = child;
  if (pid === undefined) {
    const { error } = await exited;
    const log = [`could not start: ${error?.code ?? error?.message}`];
    return { exitCode: null, signal: null, timedOut: false, cancelled: false, log, cpuSeconds: 0 };
  }
  let timedOut = false;
  let cancelled = false;
  let asking: NodeJS.Timeout | undefined;
  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalGroup(pid, 'SIGTERM');
    // ffmpeg encodes what it still holds at the first SIGTERM, and gives up at the fourth.
    asking ??= setInterval(() => signalGroup(pid, 'SIGTERM'), graceMs / 8);
    killing ??= setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  };
  const onAbort = (): void => {
    cancelled = true;
    stop();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timeout = setTimeout(() => {
    timedOut = true;
    stop();
  }, request.timeoutMs);

  request.onSpawn?.(pid);

  const log: string[] = [];
  const keep = (lines: readonly string[]): void => {
    for (const line of lines) {
      if (line.trim() === '') continue;
      log.push(line.slice(0, LINE_CHARACTERS));
      if (log.length > LOG_LINES) log.shift();
    }
  };
  // The streams stay open while a grandchild holds them; what decides is the child's own end.
  const reading = Promise.allSettled([readLines(child.stderr, keep), readLines(child.stdout, request.onStdoutLines ?? (() => {}))]);
  try {
    const exit = await exited;
    signalGroup(pid, 'SIGKILL');
    // A descendant that left the group may still hold the pipes: what it would say is not waited for.
    const drained = await Promise.race([reading.then(() => true), setTimeoutPromise(2000, false, { ref: false })]);
    if (!drained) for (const stream of [child.stdout, child.stderr]) stream.destroy();
    return { exitCode: exit.code, signal: exit.by, timedOut, cancelled, log, cpuSeconds: exit.cpuSeconds };
  } finally {
    clearTimeout(timeout);
    clearInterval(asking);
    clearTimeout(killing);
    signal?.removeEventListener('abort', onAbort);
  }
};
