import { createRequire } from 'node:module';
import { queueName } from '@workprint/contracts';
import { openDatabase, removeWorker, upsertWorker } from '@workprint/projection';
import {
  connectTemporal,
  createLogger,
  createMetrics,
  letHeapGrow,
  missingForMediaConvert,
  readEnvironment,
  runWorkers,
  serveOps,
  untilSignal,
  workerIdentity,
} from '@workprint/runtime';
import { openObjectStore } from '@workprint/storage';
import { providerActivities } from './activities/index.ts';
import { type MediaConvert, mediaConvertActivities, openMediaConvert } from './mediaconvert/index.ts';
import { openProviders } from './providers.ts';

const SERVICE = 'ai-worker';
/** These activities mostly wait for somebody else. */
const SLOTS = 100;

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
letHeapGrow();
const env = readEnvironment();
const signal = untilSignal();
const log = createLogger(SERVICE);
const id = workerIdentity(SERVICE);
const startedAt = new Date();
const providers = openProviders(env);
const queue = queueName(env.TASK_QUEUE_PREFIX, 'provider');

const db = openDatabase({ url: env.DATABASE_URL, onError: (error) => log.warn({ err: error }, 'database connection lost') });
const store = openObjectStore({
  endpoint: env.S3_ENDPOINT,
  region: env.S3_REGION,
  bucket: env.S3_BUCKET,
  accessKeyId: env.S3_ACCESS_KEY_ID,
  secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  forcePathStyle: env.S3_FORCE_PATH_STYLE,
});
const temporal = await connectTemporal(env);
let mediaConvert: MediaConvert | undefined;
const activities = {
  ...providerActivities({
    ...{ db, store, providers, log },
    publicUrl: env.PUBLIC_URL ?? null,
    allowHosts: env.FETCH_ALLOW_HOSTS,
    parkedSeconds: env.PARKED_SECONDS,
  }),
  ...mediaConvertActivities({ db, store, service: () => (mediaConvert ??= openMediaConvert(env)), log }, env.S3_OUTPUT_PREFIX),
};
const capabilities = [...providers.names, ...(missingForMediaConvert(env).length === 0 ? ['mediaconvert'] : [])];

const workers = await runWorkers({
  connection: temporal.nativeConnection,
  namespace: env.TEMPORAL_NAMESPACE,
  identity: id,
  graceSeconds: env.SHUTDOWN_GRACE_SECONDS,
  logger: log,
  workers: [{ taskQueue: queue, activities, maxConcurrentActivityTaskExecutions: SLOTS }],
  onBeat: (stats) =>
    db.asSystem((tx) => upsertWorker(tx, { id, service: SERVICE, version, queues: [queue], capabilities, startedAt, ...stats })),
});
const ops = await serveOps({
  port: env.OPS_PORT,
  host: env.HOST,
  workerId: id,
  metrics: createMetrics(SERVICE),
  stats: workers.stats,
  ready: { database: () => db.ping(), temporal: () => temporal.ping(), store: () => store.ping() },
});
log.info({ id, version, port: null, opsPort: ops.port, queues: [queue], capabilities }, 'started');

const end = await Promise.race([signal, workers.stopped.catch((error: unknown) => error)]);
log.info({ reason: end }, 'stopping');
ops.drain();
await workers.stop().catch((error: unknown) => {
  log.error({ err: error }, 'the worker broke down');
  process.exitCode = 1;
});
await db.asSystem((tx) => removeWorker(tx, id)).catch((error: unknown) => log.warn({ err: error }, 'its row could not be removed'));
await ops.close();
await temporal.close();
store.close();
await db.close();
