import { parseArgs } from 'node:util';
import type { S3Source } from '@workprint/contracts';
import { getWorkspace, isId, openDatabase, setWorkspaceDefaults } from '@workprint/projection';

// Sets what renders of a workspace start from: tools/workspace/main.ts <workspace> [--backend FFMPEG|MEDIACONVERT] [--allow s3://bucket/folder/ …] [--role arn]
// --allow replaces the list; --allow none empties it. Wants DATABASE_URL.

const USAGE = 'usage: main.ts <workspace> [--backend FFMPEG|MEDIACONVERT] [--allow s3://bucket/folder/ … | --allow none] [--role arn]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { backend: { type: 'string' }, allow: { type: 'string', multiple: true }, role: { type: 'string' } },
});
const [workspaceId = ''] = positionals;
const { backend, allow, role = null } = values;
const known = backend === undefined || backend === 'FFMPEG' || backend === 'MEDIACONVERT';
const url = process.env.DATABASE_URL;
if (!isId(workspaceId) || !known || !url) {
  console.error(url ? USAGE : 'DATABASE_URL: is missing');
  process.exit(2);
}

const sourceOf = (address: string): S3Source => {
  const [, bucket, prefix] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?(.*)$/.exec(address) ?? [];
  if (!bucket) throw new Error(`${address} is no s3://bucket/prefix`);
  return { bucket, prefix: prefix ?? '', roleArn: role };
};

const db = openDatabase({ url, poolSize: 1 });
try {
  const s3Sources = allow?.filter((address) => address !== 'none').map(sourceOf);
  const now = await db.withWorkspace(workspaceId, async (tx) => {
    if (!(await getWorkspace(tx))) throw new Error(`there is no workspace ${workspaceId}`);
    await setWorkspaceDefaults(tx, { ...(backend ? { defaultBackend: backend } : {}), ...(s3Sources ? { s3Sources } : {}) });
    return getWorkspace(tx);
  });
  console.log(JSON.stringify({ workspace: workspaceId, defaultBackend: now?.defaultBackend, s3Sources: now?.s3Sources }));
} finally {
  await db.close();
}
