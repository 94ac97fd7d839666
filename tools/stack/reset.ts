import { rmSync } from 'node:fs';
import path from 'node:path';
import { databaseEnv, recreateDatabase } from './databases.ts';
import { migrate } from './migrate.ts';
import { loadSecrets } from './secrets.ts';
import { livingStack } from './state.ts';

/** Makes the product's database new: at once where a stack runs (it goes on running), else by forgetting all data. */
export async function resetDatabase(dir: string): Promise<void> {
  const running = livingStack(dir);
  if (!running) {
    rmSync(path.join(dir, 'data'), { recursive: true, force: true });
    return;
  }
  const secrets = loadSecrets(dir);
  const port = Number(new URL(running.env.DATABASE_URL as string).port);
  await recreateDatabase(port, secrets);
  await migrate(dir, databaseEnv(port, secrets).DATABASE_OWNER_URL as string);
}
