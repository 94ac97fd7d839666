import pg from 'pg';
import { CHANNEL } from './notify.ts';

export interface FeedOptions {
  /** Connection string; a direct connection, no transaction-mode pooler. */
  url: string;
  /** Told why the connection broke; the feed connects again by itself. */
  onError?: (error: Error) => void;
}

/** Wakes readers when something was committed. A wake says "read again by seq", no more; there may be one too many, never one too few. */
export interface Feed {
  /**
   * Topics: "render:<id>", "generation:<id>", "workspace:<id>", "progress:<render id>". Wakes once at the start when the connection is
   * up, and after every reconnect. Returns what stops it.
   */
  listen(topic: string, wake: () => void): () => void;
  /** Resolves when the connection listens. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = [100, 250, 500, 1000, 2000];

export function openFeed({ url, onError = () => {} }: FeedOptions): Feed {
  const listeners = new Map<string, Set<() => void>>();
  let client: pg.Client | null = null;
  let closed = false;
  let up = false;
  let timer: NodeJS.Timeout | undefined;
  let whenUp: (() => void)[] = [];

  const wakeAll = (): void => {
    for (const wakes of listeners.values()) for (const wake of wakes) wake();
  };

  async function connect(tries: number): Promise<void> {
    const next = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5000 });
    client = next;
    let over = false;
    const lost = (error: Error): void => {
      if (over) return;
      over = true;
      up = false;
      next.end().catch(() => {});
      if (closed) return;
      onError(error);
      timer = setTimeout(() => connect(tries + 1), RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
    };
    next.on('error', lost);
    next.on('end', () => lost(new Error('the connection ended')));
    next.on('notification', ({ payload }) => {
      for (const wake of listeners.get(payload ?? '') ?? []) wake();
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
      if (over || closed) return;
      up = true;
      // Whoever is connected for a while starts at the shortest delay again.
      tries = 0;
      for (const resolve of whenUp.splice(0)) resolve();
      wakeAll();
    } catch (error) {
      lost(error as Error);
    }
  }
  void connect(0);

  return {
    listen(topic, wake) {
      const wakes = listeners.get(topic) ?? new Set();
      // A wrapper of its own for each call: the same function may listen twice.
      const mine = (): void => wake();
      wakes.add(mine);
      listeners.set(topic, wakes);
      return () => {
        wakes.delete(mine);
        if (wakes.size === 0 && listeners.get(topic) === wakes) listeners.delete(topic);
      };
    },
    ready: () => (up ? Promise.resolve() : new Promise((resolve) => whenUp.push(resolve))),
    async close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
      whenUp = [];
      await client?.end().catch(() => {});
    },
  };
}
