import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { SHA256_METADATA } from './clients.ts';
import { calling, statusOf } from './errors.ts';
import type { PutFileOptions } from './types.ts';

const PART_BYTES = 16 << 20;
const SINGLE_PUT_BYTES = 64 << 20;
const CONFLICT_TRIES = 5;

const hashed = (sha256: string | undefined) =>
  sha256 ? { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'), Metadata: { [SHA256_METADATA]: sha256 } } : {};

export function puts(s3: S3Client, Bucket: string) {
  /** One PUT of a whole file. The SDK can't send a stream twice: each try opens the file anew. */
  async function putOnce(key: string, path: string, options: PutFileOptions, IfNoneMatch?: '*'): Promise<void> {
    const { size } = await stat(path);
    const Body = createReadStream(path);
    try {
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: key,
          Body,
          ContentLength: size,
          ContentType: options.contentType,
          IfNoneMatch,
          ...hashed(options.sha256),
        }),
        { abortSignal: options.signal },
      );
    } finally {
      Body.destroy();
    }
  }

  async function upload(key: string, Body: Readable, options: PutFileOptions): Promise<void> {
    const Metadata = options.sha256 ? { [SHA256_METADATA]: options.sha256 } : undefined;
    const task = new Upload({
      client: s3,
      params: { Bucket, Key: key, Body, ContentType: options.contentType, Metadata },
      partSize: PART_BYTES,
      queueSize: 3,
      leavePartsOnError: false,
    });
    // Upload's own abort() answers before the parts under way have settled and leaves the multipart upload open. A broken body makes it clean up.
    const abort = (): void => void Body.destroy(options.signal?.reason);
    options.signal?.addEventListener('abort', abort, { once: true });
    try {
      await task.done();
    } finally {
      options.signal?.removeEventListener('abort', abort);
      Body.destroy();
    }
  }

  return {
    putFile: (key: string, path: string, options: PutFileOptions) =>
      calling(`put ${key}`, options.signal, async () => {
        const { size } = await stat(path);
        if (size < SINGLE_PUT_BYTES) return retrying(() => putOnce(key, path, options), transient);
        return upload(key, createReadStream(path), options);
      }),

    putStream: (key: string, body: Readable, options: { contentType: string; signal?: AbortSignal }) =>
      calling(`put ${key}`, options.signal, () => upload(key, body, options)),

    putBytes: (key: string, Body: Uint8Array | string, options: { contentType: string; signal?: AbortSignal }) =>
      calling(`put ${key}`, options.signal, async () => {
        const ContentLength = Buffer.byteLength(Body);
        const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: key, Body, ContentLength, ContentType: options.contentType }), {
          abortSignal: options.signal,
        });
        return ETag;
      }),

    putFileIfAbsent: (key: string, path: string, options: PutFileOptions & { sha256: string }) =>
      calling(`put ${key} if absent`, options.signal, async (): Promise<'stored' | 'exists'> => {
        try {
          await retrying(
            () => putOnce(key, path, options, '*'),
            (error) => statusOf(error) === 409 || transient(error),
          );
          return 'stored';
        } catch (error) {
          if (statusOf(error) === 412) return 'exists';
          throw error;
        }
      }),
  };
}

/** No answer, or a server's fault. An abort is neither. */
function transient(error: unknown): boolean {
  const status = statusOf(error);
  return (error as Error).name !== 'AbortError' && (status === undefined || status >= 500);
}

/** 409: another conditional PUT of the same key is under way; the next try finds it there. */
async function retrying<T>(call: () => Promise<T>, again: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= CONFLICT_TRIES || !again(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }
}
