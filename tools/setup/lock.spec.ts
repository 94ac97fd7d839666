import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { identityOf } from '../identity.mjs';
import { dropLock, takeLock, withLock } from './lock.mjs';

describe('a setup lock', () => {
  let dir = '';
  let file = '';
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'lock-'));
    file = path.join(dir, 'lock');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('is held by one at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(file, 'a test', work)));
    expect(most).toBe(1);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is given back when the work fails', async () => {
    await expect(withLock(file, 'a test', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(takeLock(file)).toBe(true);
    dropLock(file);
  });

  it('is taken over from a dead holder', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'another boot/1' }));
    expect(takeLock(file)).toBe(false);
    expect(takeLock(file)).toBe(true);
  });

  it('stays with a living holder', () => {
    writeFileSync(file, JSON.stringify(identityOf(process.ppid)));
    expect(takeLock(file)).toBe(false);
    expect(takeLock(file)).toBe(false);
    dropLock(file);
    expect(readdirSync(dir)).toEqual(['lock']);
  });
});
