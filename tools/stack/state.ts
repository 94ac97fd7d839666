import { rmSync } from 'node:fs';
import path from 'node:path';
import { readJson, writeJson } from '../files.mjs';
import { isAlive, type ProcessIdentity } from '../identity.mjs';

/** `.workprint/stack.json`: what runs now and how to reach it. */
export interface StackState {
  /** The process that holds the infrastructure; it is alive or the file is stale. */
  pid: number;
  startedAt: string;
  /** Everything a service needs to run against this stack. */
  env: Record<string, string>;
  /** Temporal UI's address. */
  ui: string;
  /** Running services by name, when `start` or `demo` runs them. */
  services?: Record<string, { pid: number; url?: string }>;
  /** The process that supervises the services. */
  servicesHolder?: ProcessIdentity;
}

const stateFile = (dir: string) => path.join(dir, 'stack.json');

/** The state of the stack living in `dir`, or undefined when none is up. */
export function livingStack(dir: string): StackState | undefined {
  const state = readJson<StackState>(stateFile(dir));
  return state && isAlive({ pid: state.pid, startedAt: state.startedAt }) ? state : undefined;
}

export function writeState(dir: string, state: StackState): void {
  writeJson(stateFile(dir), state, 0o600);
}

/** Changes the state of a living stack; nothing when it is gone. */
export function updateState(dir: string, change: (state: StackState) => void): void {
  const state = livingStack(dir);
  if (!state) return;
  change(state);
  writeState(dir, state);
}

export function clearState(dir: string): void {
  if (readJson<StackState>(stateFile(dir))?.pid === process.pid) rmSync(stateFile(dir), { force: true });
}
