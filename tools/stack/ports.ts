import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { readJson, writeJson } from '../files.mjs';

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * One free port for each name, the same as the file says from last time where those are still free.
 * They lie below the range from which systems give out ports by themselves, so that nothing else takes one between choosing and listening.
 */
export async function choosePorts<Name extends string>(file: string, names: readonly Name[]): Promise<Record<Name, number>> {
  const last = readJson<Record<string, number>>(file) ?? {};
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  for (const name of names) {
    let port = last[name] ?? randomInt(17_000, 32_000);
    while (taken.has(port) || !(await isFree(port))) port = randomInt(17_000, 32_000);
    taken.add(port);
    chosen.set(name, port);
  }
  const ports = Object.fromEntries(chosen) as Record<Name, number>;
  writeJson(file, { ...last, ...ports });
  return ports;
}
