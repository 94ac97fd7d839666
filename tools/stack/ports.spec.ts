import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { choosePorts } from './ports.ts';

describe('choosing ports', () => {
  let dir = '';
  let file = '';
  beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'ports-'));
    file = path.join(dir, 'ports.json');
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('gives each name its own and keeps them while they are free', async () => {
    const first = await choosePorts(file, ['a', 'b', 'c']);
    expect(new Set(Object.values(first)).size).toBe(3);
    expect(await choosePorts(file, ['c', 'b', 'a'])).toEqual(first);
    expect(await choosePorts(file, ['a'])).toEqual({ a: first.a });
    expect(await choosePorts(file, ['a', 'b', 'c'])).toEqual(first);
  });

  it('takes another for one that is in use', async () => {
    const { a } = await choosePorts(file, ['a']);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(a, '127.0.0.1', resolve));
    const again = await choosePorts(file, ['a']);
    server.close();
    expect(again.a).not.toBe(a);
  });
});
