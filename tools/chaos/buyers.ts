import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BIN_DIR, ROOT } from '../paths.mjs';
import { type Child, startChild } from '../stack/children.ts';
import { drawn } from './cuts.ts';

export interface Buyers {
  /** How often one died, and how often one was stopped and went on. */
  counts(): { deaths: number; stops: number };
  stop(): Promise<void>;
}

export interface BuyersOptions {
  count: number;
  env: Record<string, string>;
  /** JSON for each: what it cuts, and its clockwork. */
  plan: string;
  /** Where logs and the list of children lie. */
  dir: string;
  seed: number;
  /** How long one that stopped itself stays stopped. */
  stopSeconds: number;
  /** Between two deaths from outside, on average; 0: none. */
  killEverySeconds: number;
}

const WATCH_MS = 250;
const SCRIPT = path.join(ROOT, 'services/ai-worker/test/chaos-worker.ts');

/** Workers that cut their own purchases: each is started again when it dies, woken when it stopped itself, and now and then killed. */
export function startBuyers({ count, env, plan, dir, seed, stopSeconds, killEverySeconds }: BuyersOptions): Buyers {
  let over = false;
  let deaths = 0;
  let stops = 0;
  let kills = 0;
  const living = new Map<number, Child>();
  const stopped = new Map<number, number>();

  const start = (index: number): void => {
    const name = `buyer-${index}`;
    const child = startChild(path.join(dir, 'buyers.json'), {
      name,
      command: path.join(BIN_DIR, 'node'),
      args: [SCRIPT, plan],
      env: { ...env, NODE_COMPILE_CACHE: path.join(dir, 'compiled') },
      cwd: ROOT,
      log: path.join(dir, 'logs', `${name}.log`),
    });
    living.set(index, child);
    void child.exited.then(() => {
      if (over) return;
      deaths++;
      setTimeout(() => over || start(index), 200);
    });
  };
  for (let index = 0; index < count; index++) start(index);

  const watch = setInterval(() => {
    for (const [index, { pid, kill }] of living) {
      const since = stopped.get(index);
      if (!isStopped(pid)) stopped.delete(index);
      else if (since === undefined) stopped.set(index, Date.now());
      else if (Date.now() - since >= stopSeconds * 1000) {
        stops++;
        stopped.delete(index);
        kill('SIGCONT');
      }
    }
    const chance = killEverySeconds > 0 ? WATCH_MS / 1000 / killEverySeconds : 0;
    if (drawn(seed, ++kills, 3) < chance) living.get(Math.floor(drawn(seed, kills, 4) * count))?.kill('SIGKILL');
  }, WATCH_MS);

  return {
    counts: () => ({ deaths, stops }),
    async stop() {
      over = true;
      clearInterval(watch);
      await Promise.all(
        [...living.values()].map(async (child) => {
          child.kill('SIGCONT');
          await child.stop('SIGTERM', 5);
        }),
      );
    },
  };
}

/** Whether the kernel holds the process stopped (Linux). */
function isStopped(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  } catch {
    return false;
  }
}
