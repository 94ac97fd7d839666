import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { insertAsset, newId, setWorkspaceDefaults } from '@workprint/projection';
import { readEnvironment } from '@workprint/runtime';
import { type ObjectStore, openObjectStore } from '@workprint/storage';
import { anAsset } from '@workprint/testing';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';

const bucket = `foreign-${newId().slice(-12)}`;
let place: Workplace;
let other: ObjectStore;

beforeAll(async () => {
  place = await openWorkplace();
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = readEnvironment();
  const credentials = { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
  other = openObjectStore({ endpoint, region, ...credentials, bucket, forcePathStyle: true });
  await other.ensureBucket({ corsOrigins: ['*'] });
  const file = await make(place.needs.ffmpeg, place.folder, 'clip.mp4', [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=10:d=1', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  ]);
  await other.putBytes('media/clip.mp4', await readFile(join(file)), { contentType: 'video/mp4' });
  await other.putBytes('secret/clip.mp4', 'not for them', { contentType: 'video/mp4' });
  const s3Sources = [{ bucket, prefix: 'media/', roleArn: null }];
  await place.db.withWorkspace(place.workspaceId, (tx) => setWorkspaceDefaults(tx, { s3Sources }));
}, 60_000);
afterAll(async () => {
  await other.removePrefix('media/');
  await other.removePrefix('secret/');
  other.close();
  await place.close();
});

const ingest = async (sourceUrl: string) => {
  const { workspaceId, db, run } = place;
  const assetId = newId();
  await db.withWorkspace(workspaceId, (tx) => insertAsset(tx, anAsset({ id: assetId, uploadKey: null, sourceUrl })));
  return run('ingest', { workspaceId, assetId });
};

describe('an s3:// source', () => {
  it('is brought from where the workspace may read', async () => {
    expect(await ingest(`s3://${bucket}/media/clip.mp4`)).toMatchObject({ contentType: 'video/mp4', probe: { kind: 'video' } });
  });

  it.each([
    ['beside the prefix', () => `s3://${bucket}/secret/clip.mp4`],
    ['by a way out of the prefix', () => `s3://${bucket}/media/../secret/clip.mp4`],
    ['in another bucket', () => `s3://someone-elses/media/clip.mp4`],
    ['in our own bucket', () => `s3://${place.store.bucket}/media/clip.mp4`],
  ])('is refused %s', async (_, address) => {
    await expect(ingest(address())).rejects.toMatchObject({ type: 'ADDRESS_REFUSED', nonRetryable: true });
  });

  it('fails for good when it is not there, and when it is too large', async () => {
    await expect(ingest(`s3://${bucket}/media/gone.mp4`)).rejects.toMatchObject({ type: 'FETCH_FAILED', nonRetryable: true });
    const { foreign } = place.needs;
    const path = join(place.folder, 'large');
    const clip = { bucket, key: 'media/clip.mp4', roleArn: null };
    await expect(foreign.getToFile(clip, path, { maxBytes: 10 })).rejects.toThrow('larger than 10 bytes');
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
