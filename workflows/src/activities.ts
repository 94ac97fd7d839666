import {
  ActivityCancellationType,
  type ActivityOptions,
  proxyActivities,
  proxyLocalActivities,
  type RetryPolicy,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type AssembleActivities,
  type BatchActivities,
  type ChunkActivities,
  FRAME_SECONDS,
  type FrameActivities,
  type InteractiveActivities,
  type JobPartsActivities,
  type MaintenanceActivities,
  type OutsideJobActivities,
  PERMANENT_FAILURES,
  type ProjectionActivities,
  type ProviderActivities,
  type Queue,
  queueName,
  queuePrefix,
  type RequestActivities,
} from '@workprint/contracts';

/** Temporal's last priority. */
const LAST = 5;

type Duration = NonNullable<ActivityOptions['startToCloseTimeout']>;

const thrice: RetryPolicy = {
  maximumAttempts: 3,
  initialInterval: '2 seconds',
  backoffCoefficient: 2,
  nonRetryableErrorTypes: [...PERMANENT_FAILURES],
};

/** Our own bookkeeping is tried until the workflow's time is up: a database that restarts must not fail a render. */
const steadily: RetryPolicy = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' };

const on = (queue: Queue): string => queueName(queuePrefix(workflowInfo().taskQueue), queue);

/** Work that heartbeats on a timer: a lost worker is noticed within 10 s, and cancelling waits until the work has stopped. */
const watched = (queue: Queue, startToCloseTimeout: Duration, summary?: string): ActivityOptions => ({
  taskQueue: on(queue),
  startToCloseTimeout,
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: thrice,
  summary,
});

export const interactive = (): InteractiveActivities => proxyActivities<InteractiveActivities>(watched('interactive', '10 minutes'));

/** Someone waits: it is tried again at once, and given up when they would. */
export const frames = (): FrameActivities =>
  proxyActivities<FrameActivities>({
    ...watched('interactive', '15 seconds'),
    scheduleToCloseTimeout: `${FRAME_SECONDS - 5} seconds`,
    retry: { ...thrice, maximumAttempts: 2, initialInterval: '100 milliseconds' },
  });

export const chunkWork = (summary: string): ChunkActivities => proxyActivities<ChunkActivities>(watched('chunk', '30 minutes', summary));

/** Behind everything that somebody waits for. */
export const proxies = (): Pick<ChunkActivities, 'makeProxies'> =>
  proxyActivities<Pick<ChunkActivities, 'makeProxies'>>({
    ...watched('chunk', '30 minutes', 'proxies for drafts'),
    priority: { priorityKey: LAST },
  });

export const assembly = (summary?: string): AssembleActivities =>
  proxyActivities<AssembleActivities>(watched('assemble', '2 hours', summary));

/** Local: one short transaction each, without a task-queue hop. */
export const projection = (): ProjectionActivities =>
  proxyLocalActivities<ProjectionActivities>({ startToCloseTimeout: '10 seconds', retry: steadily });

export const requests = (): RequestActivities => proxyActivities<RequestActivities>({ startToCloseTimeout: '1 minute', retry: steadily });

/** Waited for when cancelled: no member may be started after the others were told to stop. */
export const batch = (): BatchActivities =>
  proxyActivities<BatchActivities>({
    startToCloseTimeout: '2 minutes',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: steadily,
  });

export const maintenance = (): MaintenanceActivities =>
  proxyActivities<MaintenanceActivities>({ startToCloseTimeout: '10 minutes', retry: thrice });

/** Buying: one attempt for ever, since a second could pay a second time. */
export const purchase = (): Pick<ProviderActivities, 'createGeneration'> =>
  proxyActivities<Pick<ProviderActivities, 'createGeneration'>>({
    taskQueue: on('provider'),
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '15 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { maximumAttempts: 1 },
  });

type Following = Pick<ProviderActivities, 'pollGeneration' | 'readCallback' | 'cancelGeneration' | 'removeOutput'>;

export const provider = (): Following =>
  proxyActivities<Following>({ taskQueue: on('provider'), startToCloseTimeout: '1 minute', retry: thrice });

/** Reads a whole listing twice. */
export const reconciling = (): Pick<ProviderActivities, 'reconcileGeneration'> =>
  proxyActivities<Pick<ProviderActivities, 'reconcileGeneration'>>(watched('provider', '10 minutes', 'look for the job at the provider'));

/** What was paid for is fetched for as long as the provider keeps it (Replicate: an hour), not just three times. */
export const fetching = (): Pick<ProviderActivities, 'fetchOutput'> =>
  proxyActivities<Pick<ProviderActivities, 'fetchOutput'>>({
    ...watched('provider', '20 minutes', 'copy the output to our store'),
    scheduleToCloseTimeout: '55 minutes',
    retry: { ...thrice, maximumAttempts: undefined, maximumInterval: '30 seconds' },
  });

export const jobParts = (summary: string): JobPartsActivities =>
  proxyActivities<JobPartsActivities>(watched('assemble', '2 hours', summary));

/** Tried until what became of a request is known; the row sees to it that nothing is sent twice. */
export const submission = (): Pick<OutsideJobActivities, 'submitJob'> =>
  proxyActivities<Pick<OutsideJobActivities, 'submitJob'>>({
    taskQueue: on('provider'),
    startToCloseTimeout: '2 minutes',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { ...thrice, maximumAttempts: undefined, maximumInterval: '30 seconds' },
  });

export const outsideJobs = (): Pick<OutsideJobActivities, 'pollJob' | 'dropJob'> =>
  proxyActivities<Pick<OutsideJobActivities, 'pollJob' | 'dropJob'>>({
    taskQueue: on('provider'),
    startToCloseTimeout: '1 minute',
    retry: thrice,
  });
