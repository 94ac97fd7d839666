import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import { readEnvironment } from './environment.ts';
import { failureOf, toApplicationFailure } from './failures.ts';
import { heartbeatEvery } from './heartbeat.ts';
import { workerIdentity } from './identity.ts';
import { createLogger } from './logger.ts';
import type { WorkerStats } from './ops.ts';
import { connectTemporal, type TemporalConnections } from './temporal.ts';
import { type RunningWorkers, runWorkers } from './workers.ts';

const env = readEnvironment();
const logger = createLogger('spec', 'silent');
let temporal: TemporalConnections;
beforeAll(async () => {
  temporal = await connectTemporal(env, logger);
});
afterAll(() => temporal.close());

const failure = { code: 'FFMPEG_FAILED', message: 'm', hint: 'h', retryable: false };
/** Released by a spec; "hang" waits for it, or for the cancellation. */
let release: () => void = () => {};
const activities = {
  work: async (how: string): Promise<string> => {
    const stop = heartbeatEvery(200);
    try {
      if (how === 'fail') throw toApplicationFailure(failure);
      if (how === 'hang') await Promise.race([Context.current().cancelled, new Promise<void>((resolve) => (release = resolve))]);
      return how;
    } finally {
      stop();
    }
  },
};

async function started(beats: WorkerStats[] = []): Promise<{ workers: RunningWorkers; taskQueue: string }> {
  const taskQueue = `spec-${randomUUID()}`;
  const workflowsPath = fileURLToPath(new URL('../test/workflows.ts', import.meta.url));
  const workers = await runWorkers({
    connection: temporal.nativeConnection,
    namespace: env.TEMPORAL_NAMESPACE,
    identity: workerIdentity('spec'),
    graceSeconds: 10,
    logger,
    workers: [{ taskQueue, workflowsPath, activities }],
    onBeat: async (stats) => void beats.push(stats),
  });
  return { workers, taskQueue };
}
const run = (taskQueue: string, how: string) => temporal.client.workflow.start('one', { taskQueue, workflowId: randomUUID(), args: [how] });

describe('runWorkers', () => {
  it('counts what activities do and reports itself', async () => {
    const beats: WorkerStats[] = [];
    const { workers, taskQueue } = await started(beats);
    expect(await (await run(taskQueue, 'fine')).result()).toBe('fine');
    const failed = await (await run(taskQueue, 'fail')).result().catch((error) => error.cause);
    expect(failureOf(failed)).toEqual(failure);
    expect(workers.stats()).toEqual({ processed: 1, failed: 1, lastJobAt: expect.any(Date) });
    await workers.stop();
    expect([beats.at(0)?.processed, beats.at(-1)?.processed]).toEqual([0, 1]);
  });

  it('does not count a cancelled job as failed', async () => {
    const { workers, taskQueue } = await started();
    const handle = await run(taskQueue, 'hang');
    while (!(await handle.describe()).raw.pendingActivities?.some((a) => a.lastHeartbeatTime)) await new Promise((r) => setTimeout(r, 50));
    await handle.cancel();
    expect((await handle.result().catch((error) => error.cause)) instanceof CancelledFailure).toBe(true);
    expect(workers.stats()).toMatchObject({ processed: 0, failed: 0 });
    await workers.stop();
  });

  it('lets a running job end before it stops', async () => {
    const { workers, taskQueue } = await started();
    const handle = await run(taskQueue, 'hang');
    while (!(await handle.describe()).raw.pendingActivities?.some((a) => a.lastHeartbeatTime)) await new Promise((r) => setTimeout(r, 50));
    const stopping = workers.stop();
    release();
    await stopping;
    expect(workers.stats()).toMatchObject({ processed: 1, failed: 0 });
  });
});

it('the server answers to ping', () => expect(temporal.ping()).resolves.toBeUndefined());
