import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SHA256_METADATA } from './clients.ts';
import { calling, StorageError } from './errors.ts';
import type { ObjectHead } from './types.ts';

interface Options {
  signal?: AbortSignal;
}

export function gets(s3: S3Client, Bucket: string) {
  const getBytes = (key: string, { signal }: Options = {}): Promise<Uint8Array> =>
    calling(`get ${key}`, signal, async () => {
      const answer = await s3.send(new GetObjectCommand({ Bucket, Key: key }), { abortSignal: signal });
      return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
    });

  return {
    getBytes,
    getJson: async <T>(key: string, options: Options = {}): Promise<T> =>
      JSON.parse(Buffer.from(await getBytes(key, options)).toString()) as T,

    getToFile: (key: string, path: string, { signal }: Options = {}): Promise<number> =>
      calling(`get ${key}`, signal, async () => {
        const answer = await s3.send(new GetObjectCommand({ Bucket, Key: key }), { abortSignal: signal });
        const file = createWriteStream(path);
        try {
          await pipeline(answer.Body as Readable, file, { signal });
          if (answer.ContentLength !== undefined && file.bytesWritten !== answer.ContentLength) {
            throw new Error(`${file.bytesWritten} of ${answer.ContentLength} bytes came`);
          }
        } catch (error) {
          await rm(path, { force: true });
          throw error;
        }
        return file.bytesWritten;
      }),

    head: (key: string, { signal }: Options = {}): Promise<ObjectHead | null> =>
      calling(`head ${key}`, signal, async () => {
        const answer = await s3.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: 'ENABLED' }), { abortSignal: signal });
        // "<hash>-<n>" is the hash of a multipart upload's parts, not of the object.
        const whole = answer.ChecksumSHA256 && !answer.ChecksumSHA256.includes('-') ? answer.ChecksumSHA256 : undefined;
        return {
          bytes: answer.ContentLength ?? 0,
          sha256: answer.Metadata?.[SHA256_METADATA] ?? (whole ? Buffer.from(whole, 'base64').toString('hex') : undefined),
          contentType: answer.ContentType ?? 'application/octet-stream',
          lastModified: answer.LastModified,
        };
      }).catch((error: unknown) => {
        if (error instanceof StorageError && error.code === 'NOT_FOUND') return null;
        throw error;
      }),
  };
}
