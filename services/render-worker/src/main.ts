import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { queueName } from '@workprint/contracts';
import { openDatabase, removeWorker, upsertWorker } from '@workprint/projection';
import {
  connectTemporal,
  createLogger,
  createMetrics,
  readEnvironment,
  runWorkers,
  serveOps,
  untilSignal,
  type WorkerStats,
  workerIdentity,
} from '@workprint/runtime';
import { openForeignObjects, openObjectStore } from '@workprint/storage';
import {
  assembleActivities,
  chunkActivities,
  type Dependencies,
  interactiveActivities,
  makeCounters,
  openPlans,
} from './activities/index.ts';
import { canvasVersion, openFonts } from './canvas/index.ts';
import { capabilitiesOf, toolchainOf } from './capabilities.ts';
import { type Chromium, findChromium, openChromium } from './chromium/index.ts';
import { openFfmpeg } from './ffmpeg/index.ts';
import { openScratch } from './scratch/scratch.ts';
import { openSourceCache } from './source-cache/index.ts';
import { VERSION } from './version.ts';

const SERVICE = 'render-worker';
const INTERACTIVE_SLOTS = 8;
const ASSEMBLE_SLOTS = 2;

const env = readEnvironment();
const signal = untilSignal();
const log = createLogger(SERVICE);
const metrics = createMetrics(SERVICE);
const id = workerIdentity(SERVICE);
const startedAt = new Date();
const prefix = env.TASK_QUEUE_PREFIX;
const queues = (['interactive', 'chunk', 'assemble'] as const).map((queue) => queueName(prefix, queue));
const chunkSlots = env.CHUNK_SLOTS ?? availableParallelism();

const db = openDatabase({ url: env.DATABASE_URL, onError: (error) => log.warn({ err: error }, 'a database connection broke') });
const s3 = {
  endpoint: env.S3_ENDPOINT,
  region: env.S3_REGION,
  accessKeyId: env.S3_ACCESS_KEY_ID,
  secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  forcePathStyle: env.S3_FORCE_PATH_STYLE,
};
const store = openObjectStore({ ...s3, bucket: env.S3_BUCKET });
const [temporal, ffmpeg, fonts, scratch, sources] = await Promise.all([
  connectTemporal(env),
  openFfmpeg({ ffmpegPath: env.FFMPEG_PATH ?? 'ffmpeg', ffprobePath: env.FFPROBE_PATH ?? 'ffprobe' }),
  openFonts(),
  openScratch(env.SCRATCH_DIR ?? join(tmpdir(), 'workprint-scratch'), id),
  openSourceCache(store, { dir: env.SOURCE_CACHE_DIR ?? join(tmpdir(), 'workprint-sources'), bytes: env.SOURCE_CACHE_BYTES }),
]);
const chromium = await browser();
const needs: Dependencies = {
  ...{ db, store, ffmpeg, fonts, chromium, scratch, sources, log },
  plans: openPlans(store),
  toolchain: toolchainOf(ffmpeg, canvasVersion(), fonts.hashes, chromium),
  workerId: id,
  counters: makeCounters(metrics),
  allowHosts: env.FETCH_ALLOW_HOSTS,
  jobResults: env.S3_OUTPUT_PREFIX,
  foreign: openForeignObjects(s3),
};
const capabilities = capabilitiesOf(ffmpeg, chromium);
const report = (stats: WorkerStats): Promise<void> =>
  db.asSystem((tx) => upsertWorker(tx, { id, service: SERVICE, version: VERSION, queues, capabilities, startedAt, ...stats }));

const [interactive, chunk, assemble] = queues as [string, string, string];
const workers = await runWorkers({
  connection: temporal.nativeConnection,
  namespace: env.TEMPORAL_NAMESPACE,
  identity: id,
  graceSeconds: env.SHUTDOWN_GRACE_SECONDS,
  logger: log,
  workers: [
    { taskQueue: interactive, activities: interactiveActivities(needs), maxConcurrentActivityTaskExecutions: INTERACTIVE_SLOTS },
    { taskQueue: chunk, activities: chunkActivities(needs), maxConcurrentActivityTaskExecutions: chunkSlots },
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
await Promise.all([ops.close(), scratch.close()]);
await temporal.close();
await db.close();
store.close();

/** HTML clips are an ability a worker may lack: one without a browser, or whose browser does not start, says so and goes on. */
async function browser(): Promise<Chromium | null> {
  const executable = await findChromium(env.CHROMIUM_PATH, env.PATH);
  if (executable === null) return null;
  try {
    const found = await openChromium({ executable, dir: join(scratch.path, 'chromium') });
    if (!found.sandboxed) log.warn({ executable }, 'chromium runs without a sandbox of its own (root, or no user namespaces)');
    return found;
  } catch (error) {
    log.warn({ err: error, executable }, 'chromium does not start: no html clips here');
    return null;
  }
}
