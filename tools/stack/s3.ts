import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Program } from './children.ts';
import type { Secrets } from './secrets.ts';

/** versitygw serving a folder. Its credentials are this data directory's own. */
export function s3Program(dir: string, versitygw: string, port: number, secrets: Secrets): Program {
  const folder = path.join(dir, 'data', 's3');
  mkdirSync(folder, { recursive: true });
  return {
    name: 'versitygw',
    command: versitygw,
    args: ['--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive', '--health', '/health', 'posix', folder],
    env: { ROOT_ACCESS_KEY: secrets.s3Access, ROOT_SECRET_KEY: secrets.s3Secret },
    log: path.join(dir, 'logs', 'versitygw.log'),
  };
}

/** What services need to reach the store. */
export function s3Env(port: number, secrets: Secrets): Record<string, string> {
  return {
    S3_ENDPOINT: `http://127.0.0.1:${port}`,
    S3_PUBLIC_ENDPOINT: `http://127.0.0.1:${port}`,
    S3_REGION: 'us-east-1',
    S3_BUCKET: 'workprint',
    S3_ACCESS_KEY_ID: secrets.s3Access,
    S3_SECRET_ACCESS_KEY: secrets.s3Secret,
    S3_FORCE_PATH_STYLE: 'true',
  };
}
