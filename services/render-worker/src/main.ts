import { availableParallelism } from 'node:os';
import { queueName } from '@workprint/contracts';
import { removeWorker, upsertWorker } from '@workprint/projection';
import {
  connectTemporal,
  createLogger,
  createMetrics,
  letHeapGrow,
  readEnvironment,
  runWorkers,
  serveOps,
  untilSignal,
  type WorkerStats,
  workerIdentity,
} from '@workprint/runtime';
import { assembleActivities, chunkActivities, interactiveActivities } from './activities/index.ts';
import { capabilitiesOf } from './capabilities.ts';
import { openCores, tunerOf } from './cores/index.ts';
import { openDependencies } from './open-dependencies.ts';
import { VERSION } from './version.ts';

const SERVICE = 'render-worker';
const INTERACTIVE_SLOTS = 8;
const ASSEMBLE_SLOTS = 2;

letHeapGrow();
const env = readEnvironment();
const signal = untilSignal();
const log = createLogger(SERVICE);
const metrics = createMetrics(SERVICE);
const id = workerIdentity(SERVICE);
const startedAt = new Date();
const prefix = env.TASK_QUEUE_PREFIX;
const queues = (['interactive', 'chunk', 'assemble'] as const).map((queue) => queueName(prefix, queue));
const chunkSlots = env.CHUNK_SLOTS ?? availableParallelism();

const [temporal, { needs, close }] = await Promise.all([connectTemporal(env), openDependencies(env, { id, log, metrics })]);
const { db, store, ffmpeg, chromium } = needs;
const capabilities = capabilitiesOf(ffmpeg, chromium);
const worker = { id, service: SERVICE, version: VERSION, queues, capabilities, slots: chunkSlots, toolchain: needs.toolchain, startedAt };
const report = (stats: WorkerStats): Promise<void> => db.asSystem((tx) => upsertWorker(tx, { ...worker, ...stats }));

const cores = openCores(chunkSlots);
const [interactive, chunk, assemble] = queues as [string, string, string];
const workers = await runWorkers({
  connection: temporal.nativeConnection,
  namespace: env.TEMPORAL_NAMESPACE,
  identity: id,
  graceSeconds: env.SHUTDOWN_GRACE_SECONDS,
  logger: log,
  workers: [
    { taskQueue: interactive, activities: interactiveActivities(needs), maxConcurrentActivityTaskExecutions: INTERACTIVE_SLOTS },
    { taskQueue: chunk, activities: chunkActivities(needs, cores), tuner: tunerOf(cores) },
    { taskQueue: assemble, activities: assembleActivities(needs), maxConcurrentActivityTaskExecutions: ASSEMBLE_SLOTS },
  ],
  onBeat: report,
});
const ops = await serveOps({
  port: env.OPS_PORT,
  host: env.HOST,
  workerId: id,
  metrics,
  stats: workers.stats,
  ready: { database: () => db.ping(), temporal: () => temporal.ping(), storage: () => store.ping() },
});
log.info({ id, version: VERSION, port: ops.port, opsPort: ops.port, queues, capabilities, chunkSlots }, 'started');

const end = await Promise.race([signal, workers.stopped.catch((error: unknown) => error)]);
log.info({ reason: end }, 'stopping');
ops.drain();
await workers.stop().catch((error: unknown) => {
  log.error({ err: error }, 'the worker broke down');
  process.exitCode = 1;
});
await db.asSystem((tx) => removeWorker(tx, id)).catch((error: unknown) => log.warn({ err: error }, 'the worker row stays'));
await ops.close();
await temporal.close();
await close();
