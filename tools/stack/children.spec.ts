import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readJson, writeJson } from '../files.mjs';
import { identityOf, isAlive } from '../identity.mjs';
import { startChild } from './children.ts';
import { keepAlive } from './keep-alive.ts';
import { endLeftovers } from './ledger.ts';

const until = async (what: () => boolean) => {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 20));
};

describe('children', () => {
  let dir = '';
  let ledger = '';
  const sleeper = () => ({ name: 'sleeper', command: '/bin/sleep', args: ['60'], log: path.join(dir, 'sleeper.log') });
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'children-'));
    ledger = path.join(dir, 'children.json');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('are noted while they live', async () => {
    const child = startChild(ledger, sleeper());
    expect(readJson<{ pid: number }[]>(ledger)).toMatchObject([{ name: 'sleeper', pid: child.pid }]);
    await child.stop('SIGTERM', 5);
    await until(() => readJson<unknown[]>(ledger)?.length === 0);
  });

  it('are made to stop when they do not want to', async () => {
    const stubborn = { ...sleeper(), command: '/bin/sh', args: ['-c', "trap '' TERM; sleep 60 & wait; sleep 60"] };
    const child = startChild(ledger, stubborn);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await child.stop('SIGTERM', 0.2);
    expect(await child.exited).toBe(128 + 9);
  });

  it('come back after a death, until stopped', async () => {
    const pids: number[] = [];
    const kept = keepAlive(ledger, sleeper(), { onStart: (child) => pids.push(child.pid) });
    process.kill(kept.current().pid, 'SIGKILL');
    await until(() => pids.length === 2);
    await kept.stop('SIGTERM', 5);
    expect(identityOf(pids[1] as number)).toBeUndefined();
  });

  it('stay dead without supervision, until revived', async () => {
    const kept = keepAlive(ledger, sleeper(), { restart: false });
    const first = kept.current();
    first.kill('SIGKILL');
    await first.exited;
    expect(kept.current()).toBe(first);
    kept.revive();
    expect(kept.current().pid).not.toBe(first.pid);
    await kept.stop('SIGTERM', 5);
  });

  it('of a killed start are ended, and nobody else is', async () => {
    const mine = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const other = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const identity = identityOf(mine.pid as number);
    const bystander = identityOf(other.pid as number);
    const gone = once(mine, 'exit');
    writeJson(ledger, [
      { name: 'sleeper', ...identity },
      { name: 'sleeper', pid: other.pid, startedAt: 'another boot/1' },
    ]);
    expect(await endLeftovers(ledger)).toEqual(['sleeper']);
    await gone;
    expect(bystander && isAlive(bystander)).toBe(true);
    other.kill();
  });
});
