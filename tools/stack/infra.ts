import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from '../identity.mjs';
import { dropLock, takeLock } from '../setup/lock.mjs';
import { ensureBucket } from './bucket.ts';
import { databaseEnv, ensureDatabases } from './databases.ts';
import { type Kept, keepAlive } from './keep-alive.ts';
import { endLeftovers } from './ledger.ts';
import { migrate } from './migrate.ts';
import { answers, ensureNamespace } from './namespace.ts';
import { choosePorts } from './ports.ts';
import { postgresProgram, superuserUrl, withClient } from './postgres.ts';
import { type Programs, programs } from './programs.ts';
import { s3Env, s3Program } from './s3.ts';
import { loadSecrets } from './secrets.ts';
import { clearState, livingStack, type StackState, writeState } from './state.ts';
import { migrateTemporal, temporalProgram, temporalUiProgram } from './temporal.ts';
import { TEMPORAL_PORTS, writeTemporalConfig, writeUiConfig } from './temporal-config.ts';
import { accepts, untilReady } from './wait.ts';

export const NAMESPACE = 'workprint';
const PORTS = ['postgres', 's3', 'temporalUi', ...TEMPORAL_PORTS] as const;

export interface Infra {
  state: StackState;
  /** Stops all of it, the database last. */
  stop(): Promise<void>;
}

type Say = (line: string) => void;

/** The infrastructure of `dir`: the one that runs there (migrated, and left running by `stop`), or one started now. */
export async function useInfra(dir: string, say: Say): Promise<Infra> {
  for (;;) {
    const running = livingStack(dir);
    if (running) {
      await migrate(dir, running.env.DATABASE_OWNER_URL ?? '');
      return { state: running, stop: async () => {} };
    }
    if (takeLock(lockOf(dir))) return startInfra(dir, say);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const lockOf = (dir: string) => path.join(dir, 'stack.lock');

/** Starts PostgreSQL, Temporal with its UI and the object store in `dir`, ready for use, and writes `stack.json`. The lock is held. */
async function startInfra(dir: string, say: Say): Promise<Infra> {
  mkdirSync(path.join(dir, 'logs'), { recursive: true });
  const ledger = path.join(dir, 'infra-children.json');
  const left = await endLeftovers(ledger);
  if (left.length > 0) say(`ended what a killed start had left: ${left.join(', ')}`);
  const found = programs(dir);
  const secrets = loadSecrets(dir);
  const ports = await choosePorts(path.join(dir, 'ports.json'), PORTS);
  const kept: Kept[] = [];
  const stop = async () => {
    clearState(dir);
    await Promise.all(kept.filter(({ name }) => name !== 'postgres').map((one) => one.stop('SIGTERM', 10)));
    await Promise.all(kept.filter(({ name }) => name === 'postgres').map((one) => one.stop('SIGINT', 15)));
    dropLock(lockOf(dir));
  };
  try {
    const [temporal] = await Promise.all([startPostgres().then(startTemporal), startStore()]);
    const identity = identityOf(process.pid);
    if (!identity) throw new Error('this process cannot be identified');
    const state: StackState = {
      ...identity,
      env: {
        ...databaseEnv(ports.postgres, secrets),
        ...temporal,
        ...s3Env(ports.s3, secrets),
        ...commonEnv(dir, found, secrets.workprint),
      },
      ui: temporal.TEMPORAL_UI_URL,
    };
    writeState(dir, state);
    return { state, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function startPostgres() {
    const since = Date.now();
    const program = postgresProgram(dir, ports.postgres, secrets.postgres);
    const server = keepAlive(ledger, program);
    kept.push(server);
    const url = superuserUrl(ports.postgres, secrets.postgres);
    await untilReady(server.current, 'PostgreSQL', program.log, () =>
      withClient(url, async (client) => (await client.query('SELECT 1')).rowCount === 1),
    );
    await ensureDatabases(ports.postgres, secrets);
    say(`PostgreSQL on port ${ports.postgres} (${seconds(since)})`);
    await migrate(dir, databaseEnv(ports.postgres, secrets).DATABASE_OWNER_URL as string);
    say(`database migrated (${seconds(since)})`);
  }

  async function startTemporal() {
    const outside = process.env.TEMPORAL_ADDRESS;
    const since = Date.now();
    const address = outside ?? `127.0.0.1:${ports.temporal}`;
    if (!outside) {
      const { temporalServer, temporalSqlTool } = found;
      if (!temporalServer || !temporalSqlTool) throw new Error('Setup ran with TEMPORAL_ADDRESS set and found no server: run it again.');
      await migrateTemporal(dir, temporalSqlTool, ports.postgres, secrets.temporal);
      const program = temporalProgram(dir, temporalServer, writeTemporalConfig(dir, ports.postgres, ports, secrets));
      const server = keepAlive(ledger, program);
      kept.push(server);
      await untilReady(server.current, 'Temporal', program.log, () => answers(address), 120);
    }
    await ensureNamespace(address, NAMESPACE);
    say(`Temporal on ${address} (${seconds(since)})`);
    const ui = process.env.TEMPORAL_UI_URL ?? `http://127.0.0.1:${ports.temporalUi}`;
    if (!process.env.TEMPORAL_UI_URL && found.temporalUi) {
      const program = temporalUiProgram(dir, found.temporalUi, writeUiConfig(dir, ports.temporalUi, address));
      const server = keepAlive(ledger, program);
      kept.push(server);
      await untilReady(server.current, 'Temporal UI', program.log, () => accepts(ports.temporalUi));
    }
    return { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: NAMESPACE, TEMPORAL_UI_URL: ui, TASK_QUEUE_PREFIX: '' };
  }

  async function startStore() {
    const since = Date.now();
    const program = s3Program(dir, found.versitygw, ports.s3, secrets);
    const server = keepAlive(ledger, program);
    kept.push(server);
    await untilReady(server.current, 'versitygw', program.log, () => accepts(ports.s3));
    await ensureBucket(s3Env(ports.s3, secrets));
    say(`object store on port ${ports.s3} (${seconds(since)})`);
  }
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** What services need besides the addresses. */
function commonEnv(dir: string, found: Programs, secret: string): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: '0',
    OPS_PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1',
    WORKPRINT_SECRET: secret,
    FFMPEG_PATH: found.ffmpeg,
    FFPROBE_PATH: found.ffprobe,
    ...(found.chromium ? { CHROMIUM_PATH: found.chromium } : {}),
    SCRATCH_DIR: path.join(dir, 'scratch'),
    SOURCE_CACHE_DIR: path.join(dir, 'source-cache'),
    SOURCE_CACHE_BYTES: String(10 * 2 ** 30),
    LOG_LEVEL: 'info',
  };
}
