import { Client, Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import type { Environment } from './environment.ts';
import { createLogger, type Logger } from './logger.ts';
import { useLogger } from './temporal-logger.ts';

type Address = Pick<Environment, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'>;

export interface TemporalClient {
  client: Client;
  /** For /ready. @throws when the server does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface TemporalConnections extends TemporalClient {
  /** For runWorkers. */
  nativeConnection: NativeConnection;
}

/** A client that connects at its first call, and again when the server was away. */
export async function connectTemporalClient(env: Address): Promise<TemporalClient> {
  const connection = Connection.lazy({ address: env.TEMPORAL_ADDRESS, connectTimeout: '10s' });
  return {
    client: new Client({ connection, namespace: env.TEMPORAL_NAMESPACE }),
    async ping() {
      // Not ensureConnected(): that one remembers its first failure for good.
      await connection.workflowService.getSystemInfo({});
    },
    close: () => connection.close(),
  };
}

const TRIES = 30;

/** Client and worker connection. Waits up to 30 s for a server that is just starting. What Temporal's core has to say goes to `logger`. */
export async function connectTemporal(env: Address, logger: Logger = createLogger('temporal')): Promise<TemporalConnections> {
  // Loaded here: the worker's native library is of no use to a process that only has a client.
  const { NativeConnection, Runtime } = await import('@temporalio/worker');
  // Before the first connection: that would make a runtime with another logger, and one that listens to signals.
  useLogger(Runtime, logger);
  const native = async (tries: number): Promise<NativeConnection> => {
    try {
      return await NativeConnection.connect({ address: env.TEMPORAL_ADDRESS });
    } catch (error) {
      if (tries <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return native(tries - 1);
    }
  };
  const nativeConnection = await native(TRIES);
  const client = await connectTemporalClient(env);
  return {
    ...client,
    nativeConnection,
    async close() {
      await client.close();
      await nativeConnection.close();
    },
  };
}
