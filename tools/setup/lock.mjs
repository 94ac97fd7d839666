import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf, isAlive } from '../identity.mjs';
import { say } from './steps.mjs';

/**
 * Runs `work` while holding a lock file, waiting for whoever holds it. A lock whose holder is dead is taken over.
 * @template T
 * @param {string} file
 * @param {string} what for the line that says what is waited for
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, what, work) {
  for (let said = false; !takeLock(file); said = true) {
    if (!said) say(`waiting for another setup that does this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  try {
    return await work();
  } finally {
    dropLock(file);
  }
}

/**
 * Takes a lock for this process, where nobody living holds it. The file appears with its holder in it, by a hard link: nobody sees it half
 * written.
 * @param {string} file
 * @returns {boolean} whether it is ours now
 */
export function takeLock(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(identityOf(process.pid)));
  try {
    linkSync(draft, file);
    return true;
  } catch {
    dropIfStale(file);
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives a lock back, if it is this process's. @param {string} file */
export function dropLock(file) {
  if (parse(read(file))?.pid === process.pid) rmSync(file, { force: true });
}

/** Moves a dead holder's lock aside: of several who find it dead only one can, and a new holder's is never taken. @param {string} file */
function dropIfStale(file) {
  const content = read(file);
  const holder = parse(content);
  if (content === undefined || (holder && isAlive(holder))) return;
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) === content) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} content @returns {import('../identity.mjs').ProcessIdentity | undefined} */
function parse(content) {
  try {
    return JSON.parse(content ?? '');
  } catch {
    return undefined;
  }
}
