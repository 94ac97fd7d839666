import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { calling } from './errors.ts';
import type { PresignedPost } from './types.ts';

/** A header that every browser reads: the plain name without what it can't hold, and the real one encoded (RFC 6266). */
export function contentDisposition(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded = encodeURIComponent(filename).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

export function links(client: S3Client, Bucket: string) {
  return {
    presignGet: (
      key: string,
      { seconds, filename, contentType }: { seconds: number; filename?: string; contentType?: string },
    ): Promise<string> =>
      calling(`presign ${key}`, undefined, () =>
        getSignedUrl(
          client,
          new GetObjectCommand({
            Bucket,
            Key: key,
            ResponseContentDisposition: filename ? contentDisposition(filename) : undefined,
            ResponseContentType: contentType,
          }),
          { expiresIn: seconds },
        ),
      ),

    presignPost: (
      key: string,
      { contentType, maxBytes, seconds }: { contentType: string; maxBytes: number; seconds: number },
    ): Promise<PresignedPost> =>
      calling(`presign ${key}`, undefined, () =>
        createPresignedPost(client, {
          Bucket,
          Key: key,
          Fields: { 'Content-Type': contentType },
          Conditions: [
            ['content-length-range', 1, maxBytes],
            ['eq', '$Content-Type', contentType],
          ],
          Expires: seconds,
        }),
      ),
  };
}
