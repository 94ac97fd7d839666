import { openDatabase } from '@workprint/projection';
import { WORK_DIR } from '../paths.mjs';
import { ensureBucket } from '../stack/bucket.ts';
import { migrate } from '../stack/migrate.ts';
import { ensureNamespace } from '../stack/namespace.ts';
import { ensureFirstKey } from './first-key.ts';

// What has to be there before the services start, for images: tables, Temporal namespace with search attributes, bucket, and, when
// BOOTSTRAP_API_KEY is given, a first workspace with that key. Safe to run again.

const needed = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name}: is missing`);
  return value;
};

const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  const since = Date.now();
  await work();
  console.log(JSON.stringify({ msg: name, ms: Date.now() - since }));
};

async function bootstrap(url: string, key: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 1 });
  try {
    await ensureFirstKey(database, key);
  } finally {
    await database.close();
  }
}

await step('database', () => migrate(WORK_DIR, needed('DATABASE_OWNER_URL')));
await step('temporal', () => ensureNamespace(needed('TEMPORAL_ADDRESS'), needed('TEMPORAL_NAMESPACE')));
if (process.env.BOOTSTRAP_BUCKET === 'true') {
  const s3 = ['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
  await step('bucket', () => ensureBucket(Object.fromEntries(s3.map((name) => [name, needed(name)]))));
}
const key = process.env.BOOTSTRAP_API_KEY;
if (key) await step('first key', () => bootstrap(needed('DATABASE_URL'), key));
