import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { forget, remember } from './ledger.ts';

export interface Program {
  name: string;
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
  /** Where its output is appended. */
  log: string;
  /** Sent to it by the kernel when our process dies, however it dies (Linux). KILL when not given. */
  deathSignal?: 'KILL' | 'QUIT' | 'TERM';
  /** setpriv options that change who it runs as. */
  privileges?: readonly string[];
}

export interface Child {
  name: string;
  pid: number;
  /** Resolves with the exit code, or 128 + the signal's number. */
  exited: Promise<number>;
  /** Asks it to stop by `signal`, and makes it stop when `graceSeconds` have passed. */
  stop(signal: NodeJS.Signals, graceSeconds: number): Promise<void>;
  /** Sends a signal at once, to it alone. */
  kill(signal: NodeJS.Signals): void;
}

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

/**
 * Starts a program in a process group of its own (a terminal's Ctrl-C reaches only us, who stop children in order), bound to our life:
 * the kernel ends it when we die. That is set after the change of user, because the kernel forgets it at one.
 */
export function startChild(ledger: string, program: Program): Child {
  mkdirSync(path.dirname(program.log), { recursive: true });
  const log = openSync(program.log, 'a');
  const wrapped = SETPRIV
    ? [SETPRIV, '--pdeathsig', program.deathSignal ?? 'KILL', ...(program.privileges ?? []), '--', program.command, ...program.args]
    : [program.command, ...program.args];
  const child: ChildProcess = spawn(wrapped[0] as string, wrapped.slice(1), {
    cwd: program.cwd,
    env: { ...process.env, ...program.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${program.name} could not be started: is ${program.command} there and executable?`);
  remember(ledger, program.name, pid);
  void exited.then(() => forget(ledger, pid));
  const kill = (signal: NodeJS.Signals, target = pid) => {
    try {
      process.kill(target, signal);
    } catch {
      // Gone already.
    }
  };
  return {
    name: program.name,
    pid,
    exited,
    kill: (signal) => kill(signal),
    async stop(signal, graceSeconds) {
      kill(signal);
      const timer = setTimeout(() => kill('SIGKILL', -pid), graceSeconds * 1000);
      await exited;
      clearTimeout(timer);
    },
  };
}
