import { readEnvironment } from '@workprint/runtime';
import { type ForeignObjects, type ObjectStore, openForeignObjects, openObjectStore } from '@workprint/storage';

/** The stack's object store, with its bucket made. Keep keys under the spec's own workspace. Close it after the spec. */
export async function openTestObjectStore(): Promise<ObjectStore> {
  const env = readEnvironment();
  const store = openObjectStore({
    endpoint: env.S3_ENDPOINT,
    publicEndpoint: env.S3_PUBLIC_ENDPOINT,
    region: env.S3_REGION,
    bucket: env.S3_BUCKET,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
  });
  await store.ensureBucket({ corsOrigins: ['*'] });
  return store;
}

/** Other buckets of the stack's object store. */
export function openTestForeignObjects(): ForeignObjects {
  const env = readEnvironment();
  return openForeignObjects({
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
  });
}
