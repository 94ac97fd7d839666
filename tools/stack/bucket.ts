import { openObjectStore } from '@workprint/storage';

/** Makes the bucket where there is none, with the rules that let browsers upload, seek and download. */
export async function ensureBucket(env: Record<string, string>): Promise<void> {
  const store = openObjectStore({
    endpoint: env.S3_ENDPOINT ?? '',
    region: env.S3_REGION ?? '',
    bucket: env.S3_BUCKET ?? '',
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
    forcePathStyle: true,
  });
  try {
    await store.ensureBucket({ corsOrigins: ['*'] });
  } finally {
    store.close();
  }
}
