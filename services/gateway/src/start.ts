import { createRequire } from 'node:module';
import { openDatabase, openFeed } from '@workprint/projection';
import {
  connectTemporalClient,
  createLogger,
  createMetrics,
  letHeapGrow,
  readEnvironment,
  serveOps,
  untilSignal,
  workerIdentity,
} from '@workprint/runtime';
import { openObjectStore } from '@workprint/storage';
import { openGateway } from './gateway.ts';
import { settingsOf } from './settings.ts';
import { temporalWorkflows } from './workflows/temporal-workflows.ts';

const SERVICE = 'gateway';
const POOL = 20;

/** Opens everything, serves until a signal comes, closes everything. */
export const start = async (): Promise<void> => {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  letHeapGrow();
  const env = readEnvironment({ require: ['WORKPRINT_SECRET'] });
  const log = createLogger(SERVICE);
  const id = workerIdentity(SERVICE);
  const lost = (what: string) => (err: Error) => log.warn({ err }, `${what} connection lost`);

  const database = openDatabase({ url: env.DATABASE_URL, poolSize: POOL, onError: lost('database') });
  const feed = openFeed({ url: env.DATABASE_URL, onError: lost('feed') });
  const store = openObjectStore({
    endpoint: env.S3_ENDPOINT,
    publicEndpoint: env.S3_PUBLIC_ENDPOINT,
    region: env.S3_REGION,
    bucket: env.S3_BUCKET,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
  });
  const temporal = await connectTemporalClient(env);
  const settings = settingsOf(env, id);
  const workflows = temporalWorkflows(temporal.client, env.TASK_QUEUE_PREFIX);
  const metrics = createMetrics(SERVICE);
  const callbacks = metrics.counter('workprint_callbacks_total', 'Callbacks of providers', ['provider', 'verdict']);
  const countCallback = (provider: string, verdict: string): void => callbacks.inc({ provider, verdict });
  const gateway = await openGateway({ database, feed, store, workflows, settings, log, countCallback }, { host: env.HOST, port: env.PORT });
  // Temporal is not asked: without it renders are still taken, and started once it is back.
  const ready = { database: () => database.ping(), store: () => store.ping() };
  const ops = await serveOps({ port: env.OPS_PORT, host: env.HOST, workerId: id, metrics, ready });
  log.info({ id, version, port: gateway.port, opsPort: ops.port, queues: [], capabilities: settings.providers }, 'started');

  const signal = await untilSignal();
  log.info({ signal }, 'stopping');
  ops.drain();
  await gateway.close();
  await Promise.all([feed.close(), temporal.close(), ops.close()]);
  await database.close();
  store.close();
  log.info('stopped');
};
