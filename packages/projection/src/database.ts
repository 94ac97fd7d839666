import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { onFreshConnection } from './broken-connection.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';
import { isId } from './ids.ts';
import { inScope, ScopedClient } from './scoped-client.ts';
import { statementNames } from './statement-names.ts';
import type { SystemTx, Tx } from './tx.ts';

export interface DatabaseOptions {
  /** Connection string; its role decides what can be seen (wp_app, wp_system). */
  url: string;
  /** Connections at most; 10 when not given. */
  poolSize?: number;
  /** Told of connections that broke while idle; the next query opens a new one. */
  onError?: (error: Error) => void;
}

export interface Database {
  /**
   * Runs `work` in one transaction that sees and writes this workspace's rows only. Keep it short: it holds a connection,
   * and row locks when it writes. It is rolled back when `work` throws, and after 15 s.
   */
  withWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** One transaction with no workspace set: the sweeper's reads (role wp_system), and the table of workers (any role). */
  asSystem<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>;
  /** The workspace of a key that is not revoked, by the SHA-256 (hex) of the whole key. */
  workspaceOfApiKey(sha256: string): Promise<string | null>;
  /** The workspace whose generation attempt was sent with the callback token of this SHA-256 (hex). */
  workspaceOfCallbackToken(sha256: string): Promise<string | null>;
  /** Answers when the database does. @throws what the driver says */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const ACQUIRE_MS = 10_000;
const TRANSACTION_MS = 15_000;

export function openDatabase({ url, poolSize = 10, onError = () => {} }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    Client: ScopedClient,
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: ACQUIRE_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: TRANSACTION_MS,
    idle_in_transaction_session_timeout: 2 * TRANSACTION_MS,
  });
  // Without a listener a broken connection is an uncaught error and ends the process.
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator: statementNames() }) });

  const transaction = <T>(workspaceId: string, work: (db: Prisma.TransactionClient) => Promise<T>): Promise<T> => {
    let begun = false;
    const run = () =>
      prisma.$transaction(
        (db) => {
          begun = true;
          return work(db);
        },
        { maxWait: ACQUIRE_MS, timeout: TRANSACTION_MS },
      );
    return onFreshConnection(
      () => inScope(workspaceId, run),
      () => !begun,
    );
  };

  const lookUp = (query: () => Promise<{ workspace: string | null }[]>): Promise<string | null> =>
    onFreshConnection(async () => (await query())[0]?.workspace ?? null);

  return {
    async withWorkspace(workspaceId, work) {
      if (!isId(workspaceId)) throw new Error(`not a workspace id: ${workspaceId}`);
      return transaction(workspaceId, (db) => work({ workspaceId, db }));
    },
    asSystem: (work) => transaction('', (db) => work({ workspaceId: null, db })),
    workspaceOfApiKey: (hash) => lookUp(() => prisma.$queryRaw`SELECT workspace_of_api_key(${hash})::text AS workspace`),
    workspaceOfCallbackToken: (hash) => lookUp(() => prisma.$queryRaw`SELECT workspace_of_callback_token(${hash})::text AS workspace`),
    async ping() {
      await onFreshConnection(() => prisma.$queryRaw`SELECT 1`);
    },
    close: () => prisma.$disconnect(),
  };
}
