import { CompleteAsyncError } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, NativeConnection, Worker, WorkerOptions } from '@temporalio/worker';
import type { Logger } from './logger.ts';
import type { WorkerStats } from './ops.ts';

/** Temporal's options of one worker (one task queue); what all share is set by runWorkers. */
export type WorkerSpec = Omit<WorkerOptions, 'connection' | 'namespace' | 'identity' | 'shutdownGraceTime' | 'shutdownForceTime'>;

export interface RunWorkersOptions {
  connection: NativeConnection;
  namespace: string;
  /** From workerIdentity(). */
  identity: string;
  /** Seconds that running activities get to end by themselves after stop(). */
  graceSeconds: number;
  workers: readonly WorkerSpec[];
  logger: Logger;
  /** Called now, every `beatSeconds` (10 when not given) and at the end: writes the worker's row. What it throws is logged. */
  onBeat?: (stats: WorkerStats) => Promise<void>;
  beatSeconds?: number;
}

export interface RunningWorkers {
  stats(): WorkerStats;
  /** Takes no new tasks, waits for the running ones, cancels them after the grace time. */
  stop(): Promise<void>;
  /** Resolves after stop(); rejects when a worker broke down, after the others were stopped. */
  stopped: Promise<void>;
}

/** A cancelled job is not a failed one; one that is completed from elsewhere has not ended yet. */
const isNoFailure = (error: unknown): boolean =>
  error instanceof CancelledFailure || error instanceof CompleteAsyncError || (error as Error | null)?.name === 'AbortError';

/** Starts the workers and counts what their activities do. */
export async function runWorkers(options: RunWorkersOptions): Promise<RunningWorkers> {
  const { Worker } = await import('@temporalio/worker');
  const stats: WorkerStats = { processed: 0, failed: 0, lastJobAt: null };
  const counting: ActivityInboundCallsInterceptor = {
    async execute(input, next) {
      try {
        const result = await next(input);
        stats.processed++;
        return result;
      } catch (error) {
        if (!isNoFailure(error)) stats.failed++;
        throw error;
      } finally {
        stats.lastJobAt = new Date();
      }
    },
  };

  const workers: Worker[] = [];
  for (const spec of options.workers) {
    const activity = [...(spec.interceptors?.activity ?? []), () => ({ inbound: counting })];
    workers.push(
      await Worker.create({
        // Cancellation reaches an activity through its heartbeats, which are throttled to this.
        maxHeartbeatThrottleInterval: '1s',
        defaultHeartbeatThrottleInterval: '1s',
        ...spec,
        interceptors: { ...spec.interceptors, activity },
        connection: options.connection,
        namespace: options.namespace,
        identity: options.identity,
        shutdownGraceTime: options.graceSeconds * 1000,
        shutdownForceTime: (options.graceSeconds + 10) * 1000,
      }),
    );
  }

  const beat = async (): Promise<void> => {
    await options
      .onBeat?.({ ...stats })
      .catch((error: unknown) => options.logger.warn({ err: error }, 'the worker could not report itself'));
  };
  await beat();
  const timer = setInterval(() => void beat(), (options.beatSeconds ?? 10) * 1000);

  const shutdown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const runs = workers.map((worker) =>
    worker.run().catch((error: unknown) => {
      shutdown();
      throw error;
    }),
  );
  const stopped = Promise.allSettled(runs).then(async (results) => {
    clearInterval(timer);
    await beat();
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  });
  // Whoever never looks at it must not crash the process before stop() does.
  stopped.catch(() => {});
  return {
    stats: () => ({ ...stats }),
    stopped,
    stop() {
      shutdown();
      return stopped;
    },
  };
}
