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
import { calling } from './errors.ts';

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

  async function copyParts(from: string, to: string, bytes: number, { contentType, sha256, signal }: Options): Promise<void> {
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
      await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: to, UploadId, MultipartUpload: { Parts } }), { abortSignal: signal });
    } catch (error) {
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: to, UploadId })).catch(() => {});
      throw error;
    }
  }

  return {
    copy: (from: string, to: string, options: Options) =>
      calling(`copy ${from} to ${to}`, options.signal, async () => {
        const { ContentLength: bytes = 0 } = await s3.send(new HeadObjectCommand({ Bucket, Key: from }), { abortSignal: options.signal });
        if (bytes > limits.single) return copyParts(from, to, bytes, options);
        await s3.send(
          new CopyObjectCommand({
            Bucket,
            Key: to,
            CopySource: source(from),
            ContentType: options.contentType,
            MetadataDirective: 'REPLACE',
            Metadata: options.sha256 ? { [SHA256_METADATA]: options.sha256 } : {},
          }),
          { abortSignal: options.signal },
        );
      }),
  };
}
