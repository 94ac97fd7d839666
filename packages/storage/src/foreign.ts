import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { calling } from './errors.ts';
import type { ObjectStoreOptions } from './types.ts';

/** An object of somebody else's bucket. */
export interface ForeignObject {
  bucket: string;
  key: string;
  /** Role taken on for this read; null: our own credentials. */
  roleArn: string | null;
}

/** Larger than what may be taken. */
export class ObjectTooLarge extends Error {
  constructor(what: string, maxBytes: number) {
    super(`${what} is larger than ${maxBytes} bytes`);
    this.name = 'ObjectTooLarge';
  }
}

export interface ForeignObjects {
  /** Writes the object to a file; returns its bytes. A half-written file is removed. @throws StorageError, ObjectTooLarge */
  getToFile(object: ForeignObject, path: string, options: { maxBytes: number; signal?: AbortSignal }): Promise<number>;
}

/** Reads other buckets of the same store. Nothing is sent before the first call. */
export function openForeignObjects(options: Omit<ObjectStoreOptions, 'bucket'>): ForeignObjects {
  const { endpoint, region, forcePathStyle, accessKeyId, secretAccessKey } = options;
  const own = { accessKeyId, secretAccessKey };
  const clientFor = (roleArn: string | null): S3Client =>
    new S3Client({
      ...{ endpoint, region, forcePathStyle, maxAttempts: 4 },
      credentials:
        roleArn === null
          ? own
          : fromTemporaryCredentials({
              masterCredentials: own,
              params: { RoleArn: roleArn, RoleSessionName: 'workprint' },
              clientConfig: { region },
            }),
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  return {
    getToFile: ({ bucket, key, roleArn }, path, { maxBytes, signal }) =>
      calling(`get s3://${bucket}/${key}`, signal, async () => {
        const s3 = clientFor(roleArn);
        try {
          const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
          if ((answer.ContentLength ?? 0) > maxBytes) throw new ObjectTooLarge(key, maxBytes);
          const file = createWriteStream(path);
          await pipeline(answer.Body as Readable, atMost(key, maxBytes), file, { signal });
          return file.bytesWritten;
        } catch (error) {
          await rm(path, { force: true });
          throw error;
        } finally {
          s3.destroy();
        }
      }).catch((error: unknown) => {
        const { cause } = error as { cause?: unknown };
        throw cause instanceof ObjectTooLarge ? cause : error;
      }),
  };
}

/** The length that the answer names is not believed. */
const atMost = (key: string, maxBytes: number): Transform => {
  let bytes = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      done(bytes > maxBytes ? new ObjectTooLarge(key, maxBytes) : null, part);
    },
  });
};
