/** Where a workspace's "s3://" sources may come from. Set by whoever runs the installation. */
export interface S3Source {
  bucket: string;
  /** The folder that keys must lie in, a "/" at its end or not; "": the whole bucket. */
  prefix: string;
  /** Role taken on for reading; null: the installation's own. */
  roleArn: string | null;
}

/** "s3://bucket/key" taken apart; null when it is none. */
export function parseS3Address(address: string): { bucket: string; key: string } | null {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.{1,1024})$/.exec(address) ?? [];
  return bucket && key ? { bucket, key } : null;
}

/** The entry of the list that allows an address; never one in `own`, the installation's bucket. */
export function allowedSource(address: string, sources: readonly S3Source[], own: string): S3Source | null {
  const at = parseS3Address(address);
  if (!at || at.bucket === own || at.key.split('/').includes('..')) return null;
  return sources.find((s) => s.bucket === at.bucket && at.key.startsWith(folder(s.prefix))) ?? null;
}

/** "team" does not allow "team-secret/a". */
const folder = (prefix: string): string => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);
