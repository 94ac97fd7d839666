import { homedir } from 'node:os';
import path from 'node:path';

/** The repository's root. */
export const ROOT = path.resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** Where this clone keeps what it makes while running: data, logs, ports, secrets. Git-ignored. */
export const WORK_DIR = path.resolve(process.env.WORKPRINT_DIR ?? path.join(ROOT, '.workprint'));

/** Programs built or downloaded once for all clones of this user. */
export const CACHE_DIR = path.resolve(
  process.env.WORKPRINT_CACHE_DIR ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'workprint'),
);

/** Where npm puts the commands of packages; Node 24 is among them. */
export const BIN_DIR = path.join(ROOT, 'node_modules', '.bin');
