import { randomBytes } from 'node:crypto';
import { startOf } from '../identity.mjs';
import { createSpare, databaseEnv, databasesNamed } from './databases.ts';
import { deploy } from './migrate.ts';
import { loadSecrets } from './secrets.ts';
import type { StackState } from './state.ts';

const PREFIX = 'workprint_spec_';

/**
 * A database of a test run's own on the running PostgreSQL: its rows are no work for the sweeper of `npm start`, nor for that of another
 * test. Named after this process; those of processes that are gone are thrown away.
 */
export async function spareDatabase(dir: string, state: StackState): Promise<{ env: Record<string, string>; drop: () => Promise<void> }> {
  const secrets = loadSecrets(dir);
  const port = Number(new URL(state.env.DATABASE_URL as string).port);
  for (const name of await databasesNamed(port, secrets, PREFIX)) {
    const pid = Number(name.slice(PREFIX.length).split('_')[0]);
    if (startOf(pid) === undefined) await (await createSpare(port, secrets, name))();
  }
  const name = `${PREFIX}${process.pid}_${randomBytes(4).toString('hex')}`;
  const drop = await createSpare(port, secrets, name);
  const env = databaseEnv(port, secrets, name);
  await deploy(env.DATABASE_OWNER_URL as string);
  return { env, drop };
}
