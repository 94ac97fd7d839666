import { CreateBucketCommand, HeadBucketCommand, PutBucketCorsCommand, type S3Client } from '@aws-sdk/client-s3';
import { calling, statusOf } from './errors.ts';

export function buckets(s3: S3Client, Bucket: string) {
  return {
    ping: () =>
      calling(`reach bucket ${Bucket}`, undefined, async () => {
        await s3.send(new HeadBucketCommand({ Bucket }));
      }),

    ensureBucket: ({ corsOrigins }: { corsOrigins: readonly string[] }) =>
      calling(`set up bucket ${Bucket}`, undefined, async () => {
        try {
          await s3.send(new HeadBucketCommand({ Bucket }));
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
          await s3.send(new CreateBucketCommand({ Bucket })).catch((e: Error) => {
            // Another process made it meanwhile.
            if (e.name !== 'BucketAlreadyOwnedByYou' && e.name !== 'BucketAlreadyExists') throw e;
          });
        }
        const rule = {
          AllowedOrigins: [...corsOrigins],
          AllowedMethods: ['GET', 'HEAD', 'POST', 'PUT'],
          AllowedHeaders: ['*'],
          // What a player needs to seek, and an uploader to check.
          ExposeHeaders: ['Accept-Ranges', 'Content-Range', 'Content-Length', 'Content-Type', 'ETag'],
          MaxAgeSeconds: 3600,
        };
        await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
      }),
  };
}
