import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 20_000;

/** Looks again and again. @throws when it has not come true for a long time */
export const until = async (what: string, done: () => boolean): Promise<void> => {
  for (const end = Date.now() + LIMIT_MS; !done(); await sleep(10)) if (Date.now() > end) throw new Error(`${what}: waited in vain`);
};
