import { AsyncLocalStorage } from 'node:async_hooks';
import { flushCompileCache } from 'node:module';
import { queueName } from '@workprint/contracts';
import { type Database, getGeneration, listAttempts, openDatabase } from '@workprint/projection';
import { connectTemporal, createLogger, readEnvironment, runWorkers, workerIdentity } from '@workprint/runtime';
import { openObjectStore } from '@workprint/storage';
import { type Cut, cutOf, intentOf } from '../../../tools/chaos/cuts.ts';
import { providerActivities } from '../src/activities/index.ts';
import type { Provider } from '../src/port.ts';
import { openProviders } from '../src/providers.ts';

/** The ai-worker as it is, for tools/chaos: it dies or stops at the points of a purchase that the plan in its argument names. */
interface Chaos {
  seed: number;
  rate: number;
  leaseMs: number;
  requestMs: number;
  lagMs: number;
}

/** Few, so that a death or a stop takes few others with it: those have to be looked for, and sent again, too. */
const SLOTS = 4;
/** How long after sending it dies when it is to die before the answer. */
const DIES_AFTER_SEND_MS = 300;

const { seed, rate, leaseMs, requestMs, lagMs } = JSON.parse(process.argv[2] ?? '') as Chaos;
const here = new AsyncLocalStorage<{ cut: Cut | null; answered: boolean }>();
const die = (): void => void process.kill(process.pid, 'SIGKILL');

/** Cuts between the commit of SENDING and the request, during it, and when its answer was read. */
const cutting = (provider: Provider): Provider => ({
  ...provider,
  listing: provider.listing && { ...provider.listing, lagMs },
  async create(request, callbackUrl, exchange) {
    const purchase = here.getStore();
    if (purchase?.cut === 'before-send') die();
    if (purchase?.cut === 'stop-before-send') process.kill(process.pid, 'SIGSTOP');
    if (purchase?.cut === 'after-send') setTimeout(die, DIES_AFTER_SEND_MS);
    const job = await provider.create(request, callbackUrl, exchange);
    if (purchase?.cut === 'after-read') die();
    if (purchase) purchase.answered = true;
    return job;
  },
});

/** The first transaction after the answer writes it down. */
const cuttingAfterCommit = (db: Database): Database => ({
  ...db,
  async withWorkspace(workspaceId, work) {
    const result = await db.withWorkspace(workspaceId, work);
    const purchase = here.getStore();
    if (purchase?.answered && purchase.cut === 'after-commit') die();
    return result;
  },
});

const env = readEnvironment();
const log = createLogger('chaos-worker');
const db = openDatabase({ url: env.DATABASE_URL, poolSize: 5, onError: (error) => log.warn({ err: error }, 'database connection lost') });
const store = openObjectStore({
  endpoint: env.S3_ENDPOINT,
  region: env.S3_REGION,
  bucket: env.S3_BUCKET,
  accessKeyId: env.S3_ACCESS_KEY_ID,
  secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  forcePathStyle: env.S3_FORCE_PATH_STYLE,
});
const providers = openProviders(env);
const real = providerActivities({
  db: cuttingAfterCommit(db),
  store,
  providers: { names: providers.names, find: (name) => cutting(providers.find(name)) },
  publicUrl: env.PUBLIC_URL ?? null,
  allowHosts: env.FETCH_ALLOW_HOSTS,
  timing: { leaseMs, requestMs, skewMs: 60_000, namingMs: requestMs },
  log,
});
const activities: typeof real = {
  ...real,
  async createGeneration(input) {
    const { intent, attempt } = await db.withWorkspace(input.workspaceId, async (tx) => ({
      intent: intentOf((await getGeneration(tx, input.generationId))?.prompt ?? null),
      attempt: (await listAttempts(tx, input.generationId)).length,
    }));
    const cut = intent === null ? null : cutOf({ seed, rate }, intent, attempt);
    return here.run({ cut, answered: false }, () => real.createGeneration(input));
  },
};
const temporal = await connectTemporal(env);
const workers = await runWorkers({
  connection: temporal.nativeConnection,
  namespace: env.TEMPORAL_NAMESPACE,
  identity: workerIdentity('chaos-worker'),
  graceSeconds: 1,
  logger: log,
  workers: [{ taskQueue: queueName(env.TASK_QUEUE_PREFIX, 'provider'), activities, maxConcurrentActivityTaskExecutions: SLOTS }],
});
// What is killed writes no cache of its compiled modules at its end; the next one starts in a fraction of the time with it.
flushCompileCache();
process.once('SIGTERM', () => void workers.stop().finally(() => process.exit(0)));
