import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Child } from './children.ts';

/** Calls `check` until it gives true, and fails when the child ends or the time is over. Its exceptions count as "not yet". */
export async function untilReady(
  child: () => Child,
  what: string,
  log: string,
  check: () => Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let ended: number | undefined;
  const first = child();
  void first.exited.then((code) => {
    ended = code;
  });
  while (Date.now() < deadline) {
    if (await check().catch(() => false)) return;
    if (ended !== undefined) throw new Error(`${what} ended with code ${ended} before it was ready.${lastLines(log)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} was not ready within ${seconds} s.${lastLines(log)}`);
}

function lastLines(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8) : [];
  return ` Its log, ${log}, ends:\n${lines.map((line) => `  ${line.slice(0, 300)}`).join('\n')}`;
}

/** Whether something listens on the port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
