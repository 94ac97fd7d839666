import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { SHA256_METADATA } from './clients.ts';
import { calling, StorageError } from './errors.ts';
import type { Sameness } from './types.ts';

/** One CopyObject takes up to 5 GiB. */
const SINGLE_COPY_BYTES = 5 * 2 ** 30;
const PART_BYTES = 2 ** 30;

interface Options {
  contentType: string;
  sha256?: string;
  signal?: AbortSignal;
}

export function copies(s3: S3Client, Bucket: string, limits = { single: SINGLE_COPY_BYTES, part: PART_BYTES }) {
  const source = (key: string): string => `${Bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

  async function copyParts(from: string, to: string, bytes: number, { contentType, sha256, signal }: Options): Promise<string | undefined> {
    const Metadata = sha256 ? { [SHA256_METADATA]: sha256 } : undefined;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: to, ContentType: contentType, Metadata }), {
      abortSignal: signal,
    });
    try {
      const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
      for (let start = 0; start < bytes; start += limits.part) {
        const PartNumber = Parts.length + 1;
        const CopySourceRange = `bytes=${start}-${Math.min(bytes, start + limits.part) - 1}`;
        const part = await s3.send(
          new UploadPartCopyCommand({ Bucket, Key: to, UploadId, PartNumber, CopySource: source(from), CopySourceRange }),
          { abortSignal: signal },
        );
        Parts.push({ ETag: part.CopyPartResult?.ETag, PartNumber });
      }
      const whole = new CompleteMultipartUploadCommand({ Bucket, Key: to, UploadId, MultipartUpload: { Parts } });
      return (await s3.send(whole, { abortSignal: signal })).ETag;
    } catch (error) {
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: to, UploadId })).catch(() => {});
      throw error;
    }
  }

  async function copyWhole(
    from: string,
    to: string,
    { contentType, sha256, signal }: Options,
    CopySourceIfMatch?: string,
  ): Promise<string | undefined> {
    const { CopyObjectResult } = await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: to,
        CopySource: source(from),
        CopySourceIfMatch,
        ContentType: contentType,
        MetadataDirective: 'REPLACE',
        Metadata: sha256 ? { [SHA256_METADATA]: sha256 } : {},
      }),
      { abortSignal: signal },
    );
    return CopyObjectResult?.ETag;
  }

  const headOf = (Key: string, { signal }: Options) => s3.send(new HeadObjectCommand({ Bucket, Key }), { abortSignal: signal });

  return {
    copy: (from: string, to: string, options: Options): Promise<void> =>
      calling(`copy ${from} to ${to}`, options.signal, async () => {
        const { ContentLength: bytes = 0 } = await headOf(from, options);
        await (bytes > limits.single ? copyParts(from, to, bytes, options) : copyWhole(from, to, options));
      }),

    copyIfSame: (from: string, to: string, same: Sameness, options: Options): Promise<{ etag: string | undefined } | null> =>
      calling(`copy ${from} to ${to} if it is the same`, options.signal, async () => {
        if (same.etag !== undefined) return { etag: await copyWhole(from, to, options, same.etag) };
        const { Metadata, ContentLength: bytes = 0, ETag } = await headOf(from, options);
        if (Metadata?.[SHA256_METADATA] !== same.sha256 || bytes !== same.bytes) return null;
        return { etag: await (bytes > limits.single ? copyParts(from, to, bytes, options) : copyWhole(from, to, options, ETag)) };
      }).catch((error: unknown) => {
        // 412: it was written anew since.
        if (error instanceof StorageError && (error.code === 'NOT_FOUND' || error.status === 412)) return null;
        throw error;
      }),
  };
}
