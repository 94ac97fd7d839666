import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { type Queue, queueName } from '@workprint/contracts';
import type { Database, Tx } from '@workprint/projection';
import { connectTemporal, createLogger, readEnvironment, runWorkers, type TemporalConnections } from '@workprint/runtime';
import { makeWorkspace, openTestDatabase } from '@workprint/testing';
import { activities } from '../src/activities/index.ts';
import { workflowBundle } from '../src/bundle.ts';
import type { Dependencies } from '../src/dependencies.ts';
import { sweeper } from '../src/sweeper/sweep.ts';

export const env = readEnvironment({ require: ['DATABASE_SYSTEM_URL'] });
const log = createLogger('spec', 'silent');

/** Long enough for the sweeper to look. */
export const LONG_AGO = new Date(Date.now() - 60_000);

/** An orchestrator without its processes, in a workspace and on queues of each test's own. Call it at the top of a spec. */
export interface Room {
  db: Database;
  temporal: TemporalConnections;
  workspaceId: string;
  deps: Dependencies;
  /** Looks at this workspace's rows, however new. */
  sweep(): Promise<void>;
  inside<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `act` while the orchestrator's real workflows and activities work; of the render worker only what is given. */
  working<T>(played: Record<string, (input: never) => Promise<unknown>>, act: () => Promise<T>): Promise<T>;
}

const PLAYED: Queue[] = ['interactive', 'chunk', 'assemble'];

export function useRoom(openStore: () => Dependencies['store'] | Promise<Dependencies['store']>): Room {
  let system: Database;
  let store: Dependencies['store'];
  const room = {
    inside: (work) => room.db.withWorkspace(room.workspaceId, work),
    async working(played, act) {
      const { deps, temporal } = room;
      const running = await runWorkers({
        connection: temporal.nativeConnection,
        namespace: env.TEMPORAL_NAMESPACE,
        identity: 'spec',
        graceSeconds: 1,
        logger: log,
        workers: [
          { taskQueue: queueName(deps.prefix, 'workflow'), workflowBundle: await workflowBundle(log), activities: activities(deps) },
          ...PLAYED.map((queue) => ({ taskQueue: queueName(deps.prefix, queue), activities: played })),
        ],
      });
      try {
        return await act();
      } finally {
        await running.stop();
      }
    },
  } as Room;
  beforeAll(async () => {
    room.db = openTestDatabase('app');
    system = openTestDatabase('system', 2);
    store = await openStore();
    room.temporal = await connectTemporal(env);
  });
  afterAll(async () => {
    await room.temporal.close();
    await Promise.all([room.db.close(), system.close()]);
  });
  beforeEach(async () => {
    const { workspaceId } = await makeWorkspace(room.db);
    const { db, temporal } = room;
    room.workspaceId = workspaceId;
    room.deps = { db, system, store, client: temporal.client, prefix: `t-${randomUUID().slice(0, 8)}-`, log };
    room.sweep = sweeper(room.deps, { lookEveryMs: 0, includes: (row) => row.workspaceId === workspaceId });
  });
  return room;
}
