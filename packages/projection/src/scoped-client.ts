import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** The workspace of the transaction that is about to begin; '' for none. */
const scope = new AsyncLocalStorage<string>();

/** Begins transactions within `work` for this workspace. @param workspaceId an id, or '' */
export const inScope = <T>(workspaceId: string, work: () => Promise<T>): Promise<T> => scope.run(workspaceId, work);

type Query = (first: unknown, ...more: unknown[]) => unknown;

/**
 * Says in one message that a transaction begins and what it may see: a second statement would be waited for each time. Should the driver come
 * to begin in other words, nothing is set, and row-level security shows nothing.
 */
export class ScopedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send = this.query.bind(this) as Query;
    const query: Query = (first, ...more) => {
      const workspaceId = scope.getStore();
      if (workspaceId === undefined || (first as { text?: unknown } | null)?.text !== 'BEGIN') return send(first, ...more);
      return send(`BEGIN; SELECT set_config('app.workspace', ${this.escapeLiteral(workspaceId)}, true)`, ...more);
    };
    this.query = query as pg.Client['query'];
  }
}
