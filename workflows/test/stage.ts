import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import {
  type PrepareInput,
  type PrepareResult,
  QUEUES,
  type Queue,
  queueName,
  type RecordRenderResult,
  type RenderChange,
  renderStep,
  type WorkflowStart,
} from '@workprint/contracts';
import { keptBundle } from '@workprint/runtime';

// biome-ignore lint/suspicious/noExplicitAny: fakes of every shape
export type Fakes = Record<string, (input: any) => Promise<unknown>>;

const TAKEN: Record<Queue, string[]> = {
  workflow: [
    'recordRender',
    'recordAsset',
    'recordGeneration',
    'requestGenerations',
    'acceptPixelArt',
    'wakeWaiters',
    'leaveGenerations',
    'startBatchMembers',
    'cancelBatchMembers',
    'forgetIdempotencyKeys',
    'removeAbandonedUploads',
    'forgetWorkers',
    'removeOldFrames',
    'evictCache',
  ],
  interactive: ['prepare', 'allot', 'drawFrame'],
  chunk: ['renderChunk', 'makeMezzanines', 'makeProxies'],
  assemble: ['mixAudio', 'publishSegments', 'assemble', 'publish', 'ingest', 'makeJobParts', 'publishJob'],
  provider: [
    'createGeneration',
    'reconcileGeneration',
    'pollGeneration',
    'readCallback',
    'cancelGeneration',
    'fetchOutput',
    'removeOutput',
    'submitJob',
    'pollJob',
    'dropJob',
  ],
};

let bundle: Promise<WorkflowBundleOption> | undefined;

/** The workflows as one file, made once for all specs and kept where the orchestrator keeps it. */
export function workflowBundle(): Promise<WorkflowBundleOption> {
  const sources = ['../src', '../../packages/contracts/src'].map((folder) => path.join(import.meta.dirname, folder));
  const folder = path.join(import.meta.dirname, '../bundle');
  bundle ??= keptBundle({
    workflowsPath: path.join(import.meta.dirname, '../src/index.ts'),
    sources,
    folder,
    log: { debug: () => undefined },
  });
  return bundle;
}

/** A prepare that tells the projection, each stage once, as the real one does. */
function telling(fakes: Fakes): Fakes {
  const { prepare, recordRender } = fakes;
  if (!prepare || !recordRender) return fakes;
  const steps = new Map<string, Promise<unknown>>();
  return {
    ...fakes,
    prepare: async (input: PrepareInput) => {
      const { workspaceId, renderId, revision } = input;
      const tell = (change: RenderChange): Promise<RecordRenderResult> => {
        const step = renderStep(revision, change);
        const told = steps.get(`${renderId} ${step}`) ?? recordRender({ workspaceId, renderId, revision, step, change });
        steps.set(`${renderId} ${step}`, told);
        return told as Promise<RecordRenderResult>;
      };
      const told = await tell({ to: 'PLANNING' });
      if (told.cancelRequested || told.amended) return { ready: false, assetIds: [], generations: [], told };
      const found = (await prepare(input)) as PrepareResult;
      if (!found.ready || input.backend || found.plans.some(({ measure }) => measure)) return { ...found, told };
      const { plans, framesTotal, durationSeconds } = found;
      const chunksTotal = plans.reduce((sum, p) => sum + p.chunkCount, 0);
      const { planKey = '' } = plans[0] ?? {};
      const chunksReused = chunksTotal - plans.reduce((sum, p) => sum + p.missing.length + (p.going?.length ?? 0), 0);
      return { ...found, told: await tell({ to: 'RENDERING', planKey, framesTotal, durationSeconds, chunksTotal, chunksReused }) };
    },
  };
}

/** The real Temporal server with workers of our own: real workflows, fake activities. */
export interface Stage {
  client: Client;
  /** Runs `act` while workers with these fakes poll queues of their own; `start` starts on them. */
  play<T>(fakes: Fakes, act: (start: <A>(how: (prefix: string) => WorkflowStart<A>) => Promise<WorkflowHandle>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
  const address = process.env.TEMPORAL_ADDRESS;
  const namespace = process.env.TEMPORAL_NAMESPACE ?? 'default';
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }), namespace, identity: 'stage' });
  return {
    client,
    async play(given, act) {
      const fakes = telling(given);
      const prefix = `t-${randomUUID().slice(0, 8)}-`;
      const workers = await Promise.all(
        QUEUES.filter((queue) => queue === 'workflow' || TAKEN[queue].some((name) => name in fakes)).map(async (queue) =>
          Worker.create({
            connection,
            namespace,
            identity: 'stage',
            taskQueue: queueName(prefix, queue),
            activities: Object.fromEntries(Object.entries(fakes).filter(([name]) => TAKEN[queue].includes(name))),
            maxHeartbeatThrottleInterval: '1 second',
            ...(queue === 'workflow' ? { workflowBundle: await workflowBundle(), maxCachedWorkflows: 20 } : {}),
          }),
        ),
      );
      const running = workers.map((worker) => worker.run());
      try {
        return await act((how) => {
          const { workflowType, options } = how(prefix);
          return client.workflow.start(workflowType, options);
        });
      } finally {
        for (const worker of workers) worker.shutdown();
        await Promise.all(running);
      }
    },
    async close() {
      await client.connection.close();
      await connection.close();
    },
  };
}
