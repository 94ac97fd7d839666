import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestObjectStore } from '@workprint/testing';
import { contentDisposition } from './links.ts';
import type { ObjectStore, PresignedPost } from './types.ts';

let store: ObjectStore;
let folder: string;
const root = `ws/spec-${randomBytes(6).toString('hex')}/`;
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  store = await openTestObjectStore();
  folder = await mkdtemp(join(tmpdir(), 'storage-spec-'));
});
afterAll(async () => {
  await store.removePrefix(root);
  store.close();
  await rm(folder, { recursive: true });
});

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('putting and getting', () => {
  it('keeps bytes, type and hash', async () => {
    const bytes = randomBytes(100_000);
    await store.putFile(`${root}a.mp4`, await file('a', bytes), { contentType: 'video/mp4', sha256: sha(bytes) });
    expect(await store.head(`${root}a.mp4`)).toEqual({
      bytes: 100_000,
      sha256: sha(bytes),
      contentType: 'video/mp4',
      lastModified: expect.any(Date),
    });
    const path = join(folder, 'back');
    expect(await store.getToFile(`${root}a.mp4`, path)).toBe(100_000);
    expect(sha(await readFile(path))).toBe(sha(bytes));
  });

  it('refuses a file that is not what its hash says', async () => {
    const path = await file('bad', randomBytes(1000));
    await expect(store.putFile(`${root}bad`, path, { contentType: 'video/mp4', sha256: 'a'.repeat(64) })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
    expect(await store.head(`${root}bad`)).toBeNull();
  });

  it('sends large files in parts, with their hash', async () => {
    const bytes = Buffer.alloc(70 << 20, 7);
    await store.putFile(`${root}big`, await file('big', bytes), { contentType: 'video/mp4', sha256: sha(bytes) });
    expect(await store.head(`${root}big`)).toMatchObject({ bytes: 70 << 20, sha256: sha(bytes) });
    await store.copy(`${root}big`, `${root}big copy ü.mp4`, { contentType: 'video/quicktime', sha256: sha(bytes) });
    expect(await store.head(`${root}big copy ü.mp4`)).toMatchObject({
      bytes: 70 << 20,
      sha256: sha(bytes),
      contentType: 'video/quicktime',
    });
  }, 60_000);

  it('copies only what is still the same', async () => {
    const [from, to] = [`${root}same`, `${root}same copy`];
    const bytes = Buffer.from('as it was');
    const options = { contentType: 'video/mp4', sha256: sha(bytes) };
    const etag = (await store.putBytes(from, bytes, options))!;
    expect(await store.copyIfSame(from, to, { etag }, options)).toEqual({ etag });
    expect(await store.head(to)).toMatchObject({ bytes: bytes.length, sha256: sha(bytes) });
    await store.putFile(from, await file('same', bytes), options);
    const same = { sha256: sha(bytes), bytes: bytes.length };
    expect(await store.copyIfSame(from, `${to} 2`, same, options)).toEqual({ etag: expect.any(String) });
    await store.putBytes(from, 'another', options);
    expect(await store.copyIfSame(from, `${to} 3`, { etag }, options)).toBeNull();
    expect(await store.copyIfSame(from, `${to} 3`, same, options)).toBeNull();
    expect(await store.copyIfSame(`${root}none`, `${to} 3`, { etag }, options)).toBeNull();
    expect(await store.copyIfSame(`${root}none`, `${to} 3`, same, options)).toBeNull();
    expect(await store.head(`${to} 3`)).toBeNull();
  });

  it('reads and writes JSON and an empty object', async () => {
    await store.putJson(`${root}j.json`, { a: ['ü'] });
    expect(await store.getJson(`${root}j.json`)).toEqual({ a: ['ü'] });
    await store.putBytes(`${root}empty`, '', { contentType: 'text/plain' });
    expect(await store.getBytes(`${root}empty`)).toHaveLength(0);
    await store.putFile(`${root}empty`, await file('empty', new Uint8Array()), { contentType: 'text/plain' });
    expect(await store.head(`${root}empty`)).toMatchObject({ bytes: 0 });
  });

  it('says NOT_FOUND for what is not there, and leaves no file', async () => {
    expect(await store.head(`${root}none`)).toBeNull();
    await expect(store.getBytes(`${root}none`)).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
    const path = join(folder, 'none');
    await expect(store.getToFile(`${root}none`, path)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(stat(path)).rejects.toThrow();
  });

  it('stops when it is aborted', async () => {
    const reason = new Error('cancelled');
    const aborted = AbortSignal.abort(reason);
    await expect(store.getBytes(`${root}a.mp4`, { signal: aborted })).rejects.toBe(reason);
    await expect(store.putFile(`${root}x`, await file('x', randomBytes(10)), { contentType: 'a/b', signal: aborted })).rejects.toBe(reason);
  });
});

describe('putFileIfAbsent', () => {
  it('stores once, whoever comes at the same time', async () => {
    const one = randomBytes(200_000);
    const two = randomBytes(200_000);
    const put = async (name: string, bytes: Uint8Array) =>
      store.putFileIfAbsent(`${root}once`, await file(name, bytes), { contentType: 'video/mp4', sha256: sha(bytes) });
    const outcomes = await Promise.all([put('one', one), put('two', two), put('three', one), put('four', two)]);
    expect(outcomes.filter((o) => o === 'stored')).toHaveLength(1);
    const before = (await store.head(`${root}once`))?.sha256;
    expect([sha(one), sha(two)]).toContain(before);
    expect(await put('five', before === sha(one) ? two : one)).toBe('exists');
    expect((await store.head(`${root}once`))?.sha256).toBe(before);
  });
});

describe('streams', () => {
  const part = Buffer.alloc(1 << 20, 1);

  it('of unknown length arrive whole', async () => {
    await store.putStream(`${root}stream`, Readable.from(Array.from({ length: 20 }, () => part)), { contentType: 'video/mp4' });
    expect(await store.head(`${root}stream`)).toMatchObject({ bytes: 20 << 20, contentType: 'video/mp4' });
  });

  it('that break or are aborted leave neither object nor upload', async () => {
    const breaking = Readable.from(
      (function* () {
        for (let i = 0; i < 40; i++) yield part;
        throw new Error('the source broke');
      })(),
    );
    await expect(store.putStream(`${root}broken`, breaking, { contentType: 'video/mp4' })).rejects.toThrow('the source broke');
    const abort = new AbortController();
    const reason = new Error('cancelled');
    const endless = Readable.from(
      (async function* () {
        for (let i = 0; ; i++) {
          if (i === 40) abort.abort(reason);
          yield part;
        }
      })(),
    );
    await expect(store.putStream(`${root}aborted`, endless, { contentType: 'video/mp4', signal: abort.signal })).rejects.toBe(reason);
    expect(await store.listUploads(root)).toEqual([]);
    expect((await store.list(root)).map((o) => o.key)).not.toEqual(expect.arrayContaining([`${root}broken`]));
    expect(await store.head(`${root}aborted`)).toBeNull();
  }, 60_000);
});

describe('removing', () => {
  it('aborts uploads that a killed sender left open, and only old ones when told so', async () => {
    const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' } = process.env;
    const credentials = { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
    const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
    const prefix = `${root}left/`;
    await s3.send(new CreateMultipartUploadCommand({ Bucket: store.bucket, Key: `${prefix}deep/a` }));
    s3.destroy();
    expect(await store.listUploads('ws/')).toContainEqual(expect.objectContaining({ key: `${prefix}deep/a` }));
    expect(await store.abortUploads(prefix, { startedBefore: new Date(Date.now() - 60_000) })).toBe(0);
    expect(await store.abortUploads(prefix, { startedBefore: new Date(Date.now() + 60_000) })).toBe(1);
    expect(await store.listUploads(prefix)).toEqual([]);
  });

  it('takes a prefix and no neighbours, and does not mind what is gone', async () => {
    for (const key of ['p/1', 'p/deep/2', 'p2/3']) await store.putBytes(root + key, 'x', { contentType: 'text/plain' });
    expect(await store.removePrefix(`${root}p/`)).toBe(2);
    expect(await store.list(`${root}p2/`)).toEqual([{ key: `${root}p2/3`, bytes: 1, written: expect.any(Date) }]);
    await store.remove([`${root}p/1`, `${root}p2/3`]);
    await store.remove([]);
    await expect(store.removePrefix(`${root}p`)).rejects.toThrow('must end in "/"');
  });
});

describe('links', () => {
  it('let anybody read a range, under a name', async () => {
    await store.putBytes(`${root}link.txt`, 'hello world', { contentType: 'text/plain' });
    const url = await store.presignGet(`${root}link.txt`, { seconds: 60, filename: 'très "long".txt' });
    const answer = await fetch(url, { headers: { range: 'bytes=6-10', origin: 'http://console.example' } });
    expect([answer.status, await answer.text()]).toEqual([206, 'world']);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(answer.headers.get('access-control-allow-origin')).toBeTruthy();
    expect((await fetch(url.replace('link.txt', 'a.mp4'))).status).toBe(403);
  });

  const send = async ({ url, fields }: PresignedPost, body: string, type = 'video/mp4'): Promise<number> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, name === 'Content-Type' ? type : value);
    form.append('file', new Blob([body]));
    return (await fetch(url, { method: 'POST', body: form })).status;
  };

  it('let anybody write one key, of one type, up to a size', async () => {
    const post = await store.presignPost(`${root}upload`, { contentType: 'video/mp4', maxBytes: 10, seconds: 60 });
    expect(await send(post, 'eleven bytes')).toBeGreaterThanOrEqual(400);
    expect(await send(post, 'ten', 'text/html')).toBeGreaterThanOrEqual(400);
    expect(await send({ ...post, fields: { ...post.fields, key: `${root}other` } }, 'ten')).toBeGreaterThanOrEqual(400);
    expect(await store.head(`${root}upload`)).toBeNull();
    expect(await send(post, 'ten')).toBeLessThan(300);
    expect(await store.head(`${root}upload`)).toMatchObject({ bytes: 3, contentType: 'video/mp4' });
  });

  it('name files in a way every browser reads', () => {
    expect(contentDisposition('film "ü".mp4')).toBe(`attachment; filename="film ___.mp4"; filename*=UTF-8''film%20%22%C3%BC%22.mp4`);
  });
});
