import pg from 'pg';

/** The right to do what only one process should do at a time. */
export interface Turn {
  /** Whether it is this process's turn now: takes it when nobody has it. False when the database can't be reached. */
  mine(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * A session's advisory lock on a connection of its own: who dies loses it at once, and another process's next mine() takes
 * it. Needs a direct connection, as the feed does.
 */
export function openTurn({ url, name }: { url: string; name: string }): Turn {
  let client: pg.Client | null = null;
  let held = false;

  async function connected(): Promise<pg.Client> {
    if (client) return client;
    const next = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5000, query_timeout: 5000 });
    next.on('error', () => drop(next));
    next.on('end', () => drop(next));
    await next.connect();
    client = next;
    return next;
  }

  function drop(which: pg.Client | null): void {
    if (which !== client) return;
    client = null;
    held = false;
    which?.end().catch(() => {});
  }

  return {
    async mine() {
      try {
        const connection = await connected();
        if (held) await connection.query('SELECT 1');
        else held = (await connection.query('SELECT pg_try_advisory_lock(hashtext($1)) AS held', [name])).rows[0]?.held === true;
        return held;
      } catch {
        drop(client);
        return false;
      }
    },
    async close() {
      const open = client;
      client = null;
      held = false;
      await open?.end().catch(() => {});
    },
  };
}
