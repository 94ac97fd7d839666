import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readJson, writeJson } from '../files.mjs';
import { BIN_DIR, ROOT } from '../paths.mjs';
import { prismaEnv } from '../prisma/cli.mjs';
import { withClient } from './postgres.ts';

const MIGRATIONS = path.join(ROOT, 'prisma', 'migrations');

/** One hash over all migrations, or undefined when there are none. */
function migrationsHash(): string | undefined {
  const files = readdirSync(MIGRATIONS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .sort();
  if (files.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const name of files) hash.update(name).update(readFileSync(path.join(MIGRATIONS, name)));
  return hash.digest('hex');
}

/** `prisma migrate deploy` as the owner, left out when nothing changed since the last one on this data directory. */
export async function migrate(dir: string, ownerUrl: string): Promise<void> {
  const hash = migrationsHash();
  const stamp = path.join(dir, 'data', 'migrated.json');
  const oid = await withClient(
    ownerUrl,
    async (client) => (await client.query('SELECT oid FROM pg_database WHERE datname = current_database()')).rows[0].oid as number,
  );
  const done = readJson<{ hash: string; oid: number }>(stamp);
  if (hash === undefined || (done?.hash === hash && done.oid === oid)) return;
  await deploy(ownerUrl);
  writeJson(stamp, { hash, oid });
}

/** `prisma migrate deploy` as the owner. */
export async function deploy(ownerUrl: string): Promise<void> {
  try {
    await promisify(execFile)(path.join(BIN_DIR, 'node'), [path.join(ROOT, 'node_modules/prisma/build/index.js'), 'migrate', 'deploy'], {
      cwd: ROOT,
      env: { ...process.env, ...prismaEnv(), DATABASE_OWNER_URL: ownerUrl },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`prisma migrate deploy failed:\n${stdout ?? ''}${stderr ?? String(error)}`);
  }
}
