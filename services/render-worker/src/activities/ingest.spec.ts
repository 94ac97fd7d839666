import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { objectKeys } from '@workprint/contracts';
import { getAsset, insertAsset, newId } from '@workprint/projection';
import { anAsset } from '@workprint/testing';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';
import { hashFile } from '../source-cache/index.ts';
import { assembleActivities } from './index.ts';

let place: Workplace;
let video: string;
let server: Server;
let origin: string;
beforeAll(async () => {
  place = await openWorkplace();
  video = await make(place.needs.ffmpeg, place.folder, 'clip.mp4', [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=64x64:r=25:d=1',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
  ]);
  const bytes = await readFile(video);
  server = createServer((request, response) => {
    if (request.url === '/clip.mp4') response.writeHead(200, { 'content-type': 'text/plain' }).end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  server.close();
  await place.close();
});

const ingest = (assetId: string) => place.run('ingest', { workspaceId: place.workspaceId, assetId });
const importing = async (sourceUrl: string): Promise<string> => {
  const id = newId();
  await place.db.withWorkspace(place.workspaceId, (tx) => insertAsset(tx, anAsset({ id, uploadKey: null, sourceUrl })));
  return id;
};

describe('ingest', () => {
  it('files an upload by its hash, takes the upload away, and says the same when asked again', async () => {
    const assetId = await place.addUpload(video);
    const sha256 = await hashFile(video);
    const result = await ingest(assetId);
    expect(result).toMatchObject({
      sha256,
      objectKey: objectKeys.asset(place.workspaceId, sha256),
      contentType: 'video/mp4',
      probe: { kind: 'video' },
    });
    expect(await place.store.head(result.objectKey)).toMatchObject({ sha256, contentType: 'video/mp4', bytes: result.bytes });
    expect(await place.store.head(objectKeys.upload(place.workspaceId, assetId))).toBeNull();
    expect((await place.db.withWorkspace(place.workspaceId, (tx) => getAsset(tx, assetId)))?.status).toBe('READY');
    // As when the attempt that filed it died right after.
    await place.store.copy(result.objectKey, objectKeys.upload(place.workspaceId, assetId), { contentType: 'video/mp4' });
    expect(await ingest(assetId)).toEqual(result);
    expect(await place.store.head(objectKeys.upload(place.workspaceId, assetId))).toBeNull();
    const twin = await ingest(await place.addUpload(video));
    expect(twin.objectKey).toBe(result.objectKey);
    expect(await place.scratchFolders()).toEqual([]);
  });

  it('refuses a text file, nothing at all, and an upload that never came', async () => {
    const upload = async (name: string, content: string) => {
      await writeFile(join(place.folder, name), content);
      return ingest(await place.addUpload(join(place.folder, name)));
    };
    const refused = { type: 'UNREADABLE_MEDIA', nonRetryable: true };
    await expect(upload('text.mp4', 'I am not a film')).rejects.toMatchObject(refused);
    await expect(upload('empty.mp4', '')).rejects.toMatchObject({ ...refused, message: expect.stringContaining('0 bytes') });
    const assetId = await place.addUpload(video);
    await place.store.remove([objectKeys.upload(place.workspaceId, assetId)]);
    await expect(ingest(assetId)).rejects.toMatchObject(refused);
    expect(await place.scratchFolders()).toEqual([]);
  });

  it('imports from an allowed address only, believes no content type, and names a missing page', async () => {
    await expect(ingest(await importing(`${origin}/clip.mp4`))).rejects.toMatchObject({ type: 'ADDRESS_REFUSED', nonRetryable: true });
    const allowed = assembleActivities({ ...place.needs, allowHosts: [new URL(origin).host] });
    const run = async (url: string) =>
      new MockActivityEnvironment().run(allowed.ingest, { workspaceId: place.workspaceId, assetId: await importing(url) });
    expect(await run(`${origin}/clip.mp4`)).toMatchObject({ contentType: 'video/mp4', sha256: await hashFile(video) });
    await expect(run(`${origin}/nothing.mp4`)).rejects.toMatchObject({ type: 'FETCH_FAILED', nonRetryable: false });
  });
});
