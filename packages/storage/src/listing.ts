import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { calling, statusOf } from './errors.ts';
import type { ListedObject, UploadInfo } from './types.ts';

const DELETE_AT_ONCE = 1000;

export function listings(s3: S3Client, Bucket: string) {
  const list = (prefix: string): Promise<ListedObject[]> =>
    calling(`list ${prefix}`, undefined, async () => {
      const found: ListedObject[] = [];
      for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: prefix })) {
        for (const o of page.Contents ?? []) if (o.Key) found.push({ key: o.Key, bytes: o.Size ?? 0, written: o.LastModified });
      }
      return found;
    });

  const remove = (keys: readonly string[]): Promise<void> =>
    calling(`remove ${keys.length} objects`, undefined, async () => {
      for (let i = 0; i < keys.length; i += DELETE_AT_ONCE) {
        const Objects = keys.slice(i, i + DELETE_AT_ONCE).map((Key) => ({ Key }));
        const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
        const bad = Errors.find((e) => e.Code !== 'NoSuchKey');
        if (bad) throw new Error(`${bad.Key}: ${bad.Code} ${bad.Message}`);
      }
    });

  const listUploads = (prefix: string): Promise<UploadInfo[]> =>
    calling(`list uploads ${prefix}`, undefined, async () => {
      const found: UploadInfo[] = [];
      let at: { KeyMarker?: string; UploadIdMarker?: string } = {};
      for (;;) {
        const page: ListMultipartUploadsCommandOutput = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix, ...at }));
        for (const { Key, UploadId, Initiated } of page.Uploads ?? [])
          if (Key?.startsWith(prefix) && UploadId) found.push({ key: Key, uploadId: UploadId, startedAt: Initiated });
        if (!page.IsTruncated) return found;
        at = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      }
    });

  return {
    list,
    remove,
    listUploads,
    async removePrefix(prefix: string, { writtenBefore }: { writtenBefore?: Date } = {}): Promise<number> {
      if (!prefix.endsWith('/')) throw new Error(`the prefix "${prefix}" must end in "/": it would take neighbours along`);
      const all = await list(prefix);
      const keys = (writtenBefore ? all.filter(({ written }) => written && written < writtenBefore) : all).map((o) => o.key);
      await remove(keys);
      return keys.length;
    },
    async abortUploads(prefix: string, { startedBefore }: { startedBefore?: Date } = {}): Promise<number> {
      const all = await listUploads(prefix);
      const uploads = startedBefore ? all.filter(({ startedAt }) => startedAt && startedAt < startedBefore) : all;
      await calling(`abort uploads ${prefix}`, undefined, async () => {
        for (const { key, uploadId } of uploads) {
          // It may have ended since it was listed.
          await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: uploadId })).catch((error: unknown) => {
            if (statusOf(error) !== 404) throw error;
          });
        }
      });
      return uploads.length;
    },
  };
}
