import { queueName } from '@workprint/contracts';
import { openDatabase, openTurn, upsertWorker } from '@workprint/projection';
import {
  connectTemporal,
  createLogger,
  createMetrics,
  letHeapGrow,
  readEnvironment,
  runWorkers,
  serveOps,
  untilSignal,
  workerIdentity,
} from '@workprint/runtime';
import { openObjectStore } from '@workprint/storage';
import { activities } from './activities/index.ts';
import { workflowBundle } from './bundle.ts';
import { cacheCounters } from './cache/counters.ts';
import { scheduleMaintenance } from './schedule.ts';
import { sweepForEver } from './sweeper/loop.ts';
import { sweeper } from './sweeper/sweep.ts';
import { VERSION } from './version.ts';

const SERVICE = 'orchestrator';

letHeapGrow();
const env = readEnvironment({ require: ['DATABASE_SYSTEM_URL'] });
const signal = untilSignal();
const log = createLogger(SERVICE);
const id = workerIdentity(SERVICE);
const startedAt = new Date();
const prefix = env.TASK_QUEUE_PREFIX;
const queue = queueName(prefix, 'workflow');

const onError = (error: Error): void => log.warn({ err: error }, 'a database connection broke');
const db = openDatabase({ url: env.DATABASE_URL, onError });
const system = openDatabase({ url: env.DATABASE_SYSTEM_URL, poolSize: 2, onError });
const store = openObjectStore({
  endpoint: env.S3_ENDPOINT,
  region: env.S3_REGION,
  bucket: env.S3_BUCKET,
  accessKeyId: env.S3_ACCESS_KEY_ID,
  secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  forcePathStyle: env.S3_FORCE_PATH_STYLE,
});
const [bundle, temporal] = await Promise.all([workflowBundle(log), connectTemporal(env)]);
const metrics = createMetrics(SERVICE);
const cache = { bytes: env.CACHE_BYTES, days: env.CACHE_DAYS };
const deps = { db, system, store, client: temporal.client, prefix, log, cache, counters: cacheCounters(metrics) };

const workers = await runWorkers({
  connection: temporal.nativeConnection,
  namespace: env.TEMPORAL_NAMESPACE,
  identity: id,
  graceSeconds: env.SHUTDOWN_GRACE_SECONDS,
  logger: log,
  workers: [
    {
      taskQueue: queue,
      workflowBundle: bundle,
      activities: activities(deps),
      maxCachedWorkflows: 500,
      // A task meant for a killed orchestrator's cache goes to another one after this.
      stickyQueueScheduleToStartTimeout: '5 seconds',
    },
  ],
  onBeat: (stats) =>
    db.asSystem((tx) =>
      upsertWorker(tx, { id, service: SERVICE, version: VERSION, queues: [queue], capabilities: [], startedAt, ...stats }),
    ),
});
const ops = await serveOps({
  port: env.OPS_PORT,
  host: env.HOST,
  workerId: id,
  metrics,
  stats: workers.stats,
  ready: { database: () => db.ping(), temporal: () => temporal.ping() },
});
await scheduleMaintenance(temporal.client, prefix);
const stopSweeping = sweepForEver(sweeper(deps), openTurn({ url: env.DATABASE_SYSTEM_URL, name: `${prefix}sweeper` }), log);

log.info({ id, version: VERSION, port: ops.port, opsPort: ops.port, queues: [queue], capabilities: [] }, 'started');

const end = await Promise.race([signal, workers.stopped.catch((error: unknown) => error)]);
log.info({ reason: end }, 'stopping');
ops.drain();
await stopSweeping();
await workers.stop().catch((error: unknown) => {
  log.error({ err: error }, 'the worker broke down');
  process.exitCode = 1;
});
await ops.close();
await temporal.close();
await Promise.all([db.close(), system.close()]);
store.close();
