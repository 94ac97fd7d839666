import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { getWorkspace, newId } from '@workprint/projection';
import { makeWorkspace, openTestDatabase } from '@workprint/testing';

const run = promisify(execFile);
const db = openTestDatabase();
let workspaceId: string;
beforeAll(async () => {
  ({ workspaceId } = await makeWorkspace(db));
});
afterAll(() => db.close());

const set = (...args: string[]) => run(process.execPath, [path.join(import.meta.dirname, 'main.ts'), ...args]);
const now = async () => {
  const { defaultBackend, s3Sources } = (await db.withWorkspace(workspaceId, (tx) => getWorkspace(tx)))!;
  return { defaultBackend, s3Sources };
};

it('sets what renders of a workspace start from, and leaves what is not named', async () => {
  expect(await now()).toEqual({ defaultBackend: 'FFMPEG', s3Sources: [] });
  await set(workspaceId, '--allow', 's3://media/a/', '--allow', 's3://other', '--role', 'arn:aws:iam::000000000000:role/reader');
  const roleArn = 'arn:aws:iam::000000000000:role/reader';
  const s3Sources = [
    { bucket: 'media', prefix: 'a/', roleArn },
    { bucket: 'other', prefix: '', roleArn },
  ];
  expect(await now()).toEqual({ defaultBackend: 'FFMPEG', s3Sources });
  await set(workspaceId, '--backend', 'MEDIACONVERT');
  expect(await now()).toEqual({ defaultBackend: 'MEDIACONVERT', s3Sources });
  await set(workspaceId, '--allow', 'none');
  expect(await now()).toEqual({ defaultBackend: 'MEDIACONVERT', s3Sources: [] });
}, 60_000);

it('says what is wrong', async () => {
  await expect(set('nobody')).rejects.toMatchObject({ code: 2 });
  await expect(set(workspaceId, '--backend', 'OTHER')).rejects.toMatchObject({ code: 2 });
  await expect(set(workspaceId, '--allow', 'https://media')).rejects.toMatchObject({
    stderr: expect.stringContaining('no s3://bucket/prefix'),
  });
  await expect(set(newId(), '--backend', 'FFMPEG')).rejects.toMatchObject({ stderr: expect.stringContaining('there is no workspace') });
}, 60_000);
