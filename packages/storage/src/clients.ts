import { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStoreOptions } from './types.ts';

/** Name of the metadata that carries an object's SHA-256 (hex): the store's own checksum may get lost in copies and parts. */
export const SHA256_METADATA = 'sha256';

const quiet = (): void => {};

function client(options: ObjectStoreOptions, endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: options.region,
    forcePathStyle: options.forcePathStyle,
    credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
    // Newer clients otherwise bake the checksum of an empty body into presigned PUTs.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 4,
    // Its chain of middleware is put together once a kind of call, not at each one.
    cacheMiddleware: true,
    // The SDK warns of every 412 of a conditional PUT, which is an answer like any other here.
    logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000, httpAgent: { maxSockets: 64 }, httpsAgent: { maxSockets: 64 } },
  });
}

/** One client for our own calls, one whose host is in links that others follow. */
export function openClients(options: ObjectStoreOptions): { s3: S3Client; links: S3Client } {
  const s3 = client(options, options.endpoint);
  const apart = options.publicEndpoint && options.publicEndpoint !== options.endpoint;
  return { s3, links: apart ? client(options, options.publicEndpoint as string) : s3 };
}
