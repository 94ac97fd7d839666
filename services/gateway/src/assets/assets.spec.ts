import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { objectKeys } from '@workprint/contracts';
import { Workprint } from '@workprint/sdk';
import { CREATE_UPLOAD, USER_ERRORS } from '../../test/documents.ts';
import { type Client, startGateway, type TestGateway } from '../../test/gateway.ts';
import { MEDIA_TYPES } from './media-types.ts';

const COMPLETE = `mutation ($id: ID!) { completeUpload(input: { assetId: $id }) { asset { id status } ${USER_ERRORS} } }`;
const IMPORT = `mutation ($input: ImportAssetInput!) { importAsset(input: $input) { asset { id name status } ${USER_ERRORS} } }`;

describe('assets', () => {
  let gateway: TestGateway;
  let client: Client;

  beforeAll(async () => {
    gateway = await startGateway();
    client = await gateway.client();
  });
  afterAll(() => gateway.close());

  const upload = async (input: object = {}) =>
    (await client.ask(CREATE_UPLOAD, { input: { name: 'a.mp4', contentType: 'video/mp4', bytes: '4', ...input } })).data.createUpload;
  const send = async ({ url, fields }: { url: string; fields: { name: string; value: string }[] }, bytes: string, type = 'video/mp4') => {
    const form = new FormData();
    for (const { name, value } of fields) form.append(name, value);
    form.append('file', new Blob([bytes], { type }));
    return (await fetch(url, { method: 'POST', body: form })).status;
  };

  it('take bytes at the store, then are probed', async () => {
    const { asset, upload: target } = await upload();
    expect((await client.ask(COMPLETE, { id: asset.id })).data.completeUpload.userErrors[0].code).toBe('UPLOAD_MISSING');
    expect(await send(target, 'film')).toBeLessThan(300);
    expect((await client.ask(COMPLETE, { id: asset.id })).data.completeUpload).toEqual({
      asset: { id: asset.id, status: 'PROCESSING' },
      userErrors: [],
    });
    expect(gateway.workflows.ingests).toContainEqual({ workspaceId: client.workspaceId, assetId: asset.id, priority: 1 });
    expect(await gateway.store.head(objectKeys.upload(client.workspaceId, asset.id))).toMatchObject({ bytes: 4, contentType: 'video/mp4' });
    await client.ask(COMPLETE, { id: asset.id });
    expect(gateway.workflows.ingests.filter((w) => w.assetId === asset.id)).toHaveLength(1);
  });

  it('are held to the size that was said: the store refuses more, and none', async () => {
    const { upload: target } = await upload();
    expect(await send(target, 'longer than said')).toBeGreaterThanOrEqual(400);
    expect(await send(target, '')).toBeGreaterThanOrEqual(400);
  });

  it.each([
    [{ bytes: '0' }, 'EMPTY_UPLOAD', 'bytes'],
    [{ bytes: '-5' }, 'EMPTY_UPLOAD', 'bytes'],
    [{ bytes: '99999999999999999' }, 'UPLOAD_TOO_LARGE', 'bytes'],
    [{ contentType: 'font/woff2', bytes: String(33 * 2 ** 20) }, 'UPLOAD_TOO_LARGE', 'bytes'],
    [{ contentType: 'text/vtt', bytes: '2000001' }, 'UPLOAD_TOO_LARGE', 'bytes'],
    [{ contentType: 'font/collection' }, 'UNSUPPORTED_MEDIA_TYPE', 'contentType'],
    [{ contentType: 'text/plain' }, 'UNSUPPORTED_MEDIA_TYPE', 'contentType'],
    [{ contentType: 'image/svg+xml' }, 'UNSUPPORTED_MEDIA_TYPE', 'contentType'],
    [{ name: '' }, 'INVALID_VALUE', 'name'],
  ])('are refused: %j', async (input, code, path) => {
    const { asset, upload: target, userErrors } = await upload(input);
    expect([asset, target, userErrors]).toEqual([null, null, [expect.objectContaining({ code, path: [path] })]]);
  });

  it('are fonts, too', async () => {
    const { asset, upload: target } = await upload({ name: 'brand.woff2', contentType: 'font/woff2' });
    expect(await send(target, 'wOF2', 'font/woff2')).toBeLessThan(300);
    expect((await client.ask(COMPLETE, { id: asset.id })).data.completeUpload.asset).toMatchObject({ status: 'PROCESSING' });
  });

  it('are captions, too', async () => {
    const { upload: target } = await upload({ name: 'en.vtt', contentType: 'text/vtt', bytes: '6' });
    expect(await send(target, 'WEBVTT', 'text/vtt')).toBeLessThan(300);
  });

  it('are made once under one key', async () => {
    const [a, b] = [await upload({ idempotencyKey: 'k' }), await upload({ idempotencyKey: 'k' })];
    expect(a.asset.id).toBe(b.asset.id);
    expect((await upload({ idempotencyKey: 'k', name: 'b.mp4' })).userErrors[0].code).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('are fetched from public addresses', async () => {
    const { importAsset } = (await client.ask(IMPORT, { input: { url: 'https://example.com/films/a.mp4?x=1' } })).data;
    expect(importAsset).toMatchObject({ asset: { name: 'a.mp4', status: 'PROCESSING' }, userErrors: [] });
    expect(gateway.workflows.ingests.map((w) => w.assetId)).toContain(importAsset.asset.id);
    for (const url of ['file:///etc/passwd', 'ftp://example.com/a', '/a.mp4', 'https://me:secret@example.com/', 's3://bucket/key', '']) {
      const refused = (await client.ask(IMPORT, { input: { url } })).data.importAsset;
      expect(refused).toEqual({ asset: null, userErrors: [expect.objectContaining({ code: 'INVALID_URL', path: ['url'] })] });
    }
  });

  it('are not completed by others, nor when they do not exist', async () => {
    const { asset } = await upload();
    const other = await gateway.client();
    for (const [by, id] of [
      [other, asset.id],
      [client, 'nonsense'],
    ] as const) {
      expect((await by.ask(COMPLETE, { id })).data.completeUpload.userErrors[0].code).toBe('NOT_FOUND');
    }
  });

  it('are sent by the client library', async () => {
    const sdk = new Workprint({ url: gateway.url, token: client.apiKey });
    const asset = await sdk.uploadFile(new File(['film'], 'b.mp4', { type: 'video/mp4' }), { projectId: 'p' });
    expect(asset).toMatchObject({ name: 'b.mp4', projectId: 'p', status: 'PROCESSING' });
    expect(gateway.workflows.ingests.map((w) => w.assetId)).toContain(asset.id);
    await expect(sdk.uploadFile(new Blob([]), { contentType: 'video/mp4' })).rejects.toMatchObject({ code: 'EMPTY_UPLOAD' });
  });

  it('have types that a browser can be told', () => {
    expect(MEDIA_TYPES.every((t) => /^(video|audio|image|font|text|application)\/[\w-]+$/.test(t))).toBe(true);
  });
});
