import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { type Database, getAsset, insertGeneration, isId, markGenerationStarted } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { aGeneration, makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
import { type CountingServer, countingServer } from '../../test/counting-server.ts';
import { openProviders } from '../providers.ts';
import type { Dependencies } from './dependencies.ts';
import { fetchOutput, outputAssetId, removeOutput } from './fetch-output.ts';

const BYTES = Buffer.from('not really a video');
let server: CountingServer;
let db: Database;
let store: ObjectStore;
let workspaceId: string;
let deps: Dependencies;
beforeAll(async () => {
  server = await countingServer((request, response) => {
    if (request.url === '/missing') response.writeHead(404).end();
    else if (request.url === '/empty') response.writeHead(200, { 'content-type': 'video/mp4' }).end();
    else if (request.url === '/endless') {
      // Without a length: only counting finds out.
      response.writeHead(200, { 'content-type': 'video/mp4' });
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    } else response.writeHead(200, { 'content-type': 'video/webm' }).end(BYTES);
  });
  db = openTestDatabase();
  store = await openTestObjectStore();
  ({ workspaceId } = await makeWorkspace(db));
  const log = { info: () => undefined, warn: () => undefined };
  deps = { db, store, providers: openProviders({}), publicUrl: null, allowHosts: [new URL(server.url).host], log };
});
afterAll(async () => {
  await server.close();
  await store.removePrefix(objectKeys.workspace(workspaceId));
  store.close();
  await db.close();
});

const intent = async (): Promise<string> => {
  const generation = aGeneration({ projectId: 'spring' });
  await db.withWorkspace(workspaceId, async (tx) => {
    await insertGeneration(tx, generation);
    // A sweeper that runs beside this spec must not start its workflow.
    await markGenerationStarted(tx, generation.id);
  });
  return generation.id;
};
const copy = (generationId: string, outputUrl: string, own: Partial<Dependencies> = {}) =>
  fetchOutput({ ...deps, ...own }, () => AbortSignal.timeout(20_000))({ workspaceId, generationId, outputUrl });
const asset = (id: string) => db.withWorkspace(workspaceId, (tx) => getAsset(tx, id));

it('copies the output to the store and files it as a complete upload, once', async () => {
  const id = await intent();
  const { assetId } = await copy(id, `${server.url}/film`);
  expect(await asset(assetId)).toMatchObject({
    status: 'PROCESSING',
    createdBy: `generation:${id}`,
    projectId: 'spring',
    contentType: 'video/webm',
    uploadKey: objectKeys.upload(workspaceId, assetId),
    completedUploadAt: expect.any(Date),
    name: `luma-ray-2-${id.slice(-8)}.webm`,
  });
  expect(Buffer.from(await store.getBytes(objectKeys.upload(workspaceId, assetId)))).toEqual(BYTES);
  const before = server.requests.length;
  expect(await copy(id, `${server.url}/film`)).toEqual({ assetId });
  expect(server.requests).toHaveLength(before);
});

it('takes an output that comes inside a data URI', async () => {
  const { assetId } = await copy(await intent(), `data:video/mp4;base64,${BYTES.toString('base64')}`);
  expect(await asset(assetId)).toMatchObject({ contentType: 'video/mp4' });
  expect(Buffer.from(await store.getBytes(objectKeys.upload(workspaceId, assetId)))).toEqual(BYTES);
});

it('leaves nothing behind when the address is private or does not answer', async () => {
  const id = await intent();
  await expect(copy(id, `${server.url}/film`, { allowHosts: [] })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  await expect(copy(id, `${server.url}/missing`)).rejects.toMatchObject({ code: 'FETCH_FAILED' });
  expect(await asset(outputAssetId(id))).toBeNull();
  expect(await store.head(objectKeys.upload(workspaceId, outputAssetId(id)))).toBeNull();
});

it.each([
  ['/empty', 'UNREADABLE_MEDIA'],
  ['/endless', 'MEDIA_TOO_LARGE'],
])('an output that is %s is %s, and nothing of it stays', async (path, code) => {
  const id = await intent();
  await db.withWorkspace(workspaceId, (tx) => tx.db.workspace.updateMany({ data: { maxUploadBytes: 20n << 20n } }));
  const error = (await copy(id, `${server.url}${path}`).catch((thrown: unknown) => thrown)) as {
    code?: string;
    failure?: { code: string };
  };
  expect(error.failure?.code ?? error.code).toBe(code);
  expect(await asset(outputAssetId(id))).toBeNull();
  expect(await store.head(objectKeys.upload(workspaceId, outputAssetId(id)))).toBeNull();
  expect(await store.listUploads(objectKeys.upload(workspaceId, outputAssetId(id)))).toEqual([]);
});

it('what turned out to be no video is removed', async () => {
  const id = await intent();
  const { assetId } = await copy(id, `${server.url}/film`);
  for (let times = 0; times < 2; times++) await removeOutput(deps)({ workspaceId, generationId: id });
  expect(await store.head(objectKeys.upload(workspaceId, assetId))).toBeNull();
});

it('a generation’s asset has one id, which is a UUID', () => {
  expect(outputAssetId('a')).toBe(outputAssetId('a'));
  expect(outputAssetId('a')).not.toBe(outputAssetId('b'));
  expect(isId(outputAssetId('a'))).toBe(true);
});
