import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type GuardedFetchOptions, guardedFetch } from './guarded-fetch.ts';

let server: Server;
let port: number;
let hits: string[] = [];
const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/ok': (_, r) => void r.writeHead(200, { 'content-type': 'Video/MP4; codecs=x' }).end('hello'),
  '/encoded': (request, r) => void r.end(String(request.headers['accept-encoding'])),
  '/missing': (_, r) => void r.writeHead(404).end('no'),
  '/announced': (_, r) => void r.writeHead(200, { 'content-length': '1000' }).end(Buffer.alloc(1000)),
  '/endless': (_, r) => {
    r.on('error', () => {});
    const more = (): void => {
      if (!r.destroyed) r.write(Buffer.alloc(65_536), () => setImmediate(more));
    };
    more();
  },
  '/silent': () => {},
  '/stalls': (_, r) => void r.writeHead(200, { 'content-length': '1000' }).write('begin'),
  '/once': (_, r) => void r.writeHead(302, { location: '/ok' }).end(),
  '/loop': (_, r) => void r.writeHead(302, { location: '/loop' }).end(),
  '/nowhere': (_, r) => void r.writeHead(302).end(),
  '/to-file': (_, r) => void r.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  '/to-private': (_, r) => void r.writeHead(302, { location: `http://localhost:${port}/ok` }).end(),
  '/to-metadata': (_, r) => void r.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
};

beforeAll(async () => {
  server = createServer((request, response) => {
    hits.push(request.url ?? '');
    const route = routes[request.url ?? ''];
    if (route) route(request, response);
    else response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const get = (path: string, more: Partial<GuardedFetchOptions> = {}) =>
  guardedFetch(`http://127.0.0.1:${port}${path}`, { maxBytes: 10_000, allowHosts: [`127.0.0.1:${port}`], ...more });

describe('addresses', () => {
  it.each([
    (p: number) => `http://127.0.0.1:${p}/ok`,
    (p: number) => `http://127.1:${p}/ok`,
    (p: number) => `http://2130706433:${p}/ok`,
    (p: number) => `http://0x7f000001:${p}/ok`,
    (p: number) => `http://0x7f.0.0.1:${p}/ok`,
    (p: number) => `http://0177.0.0.1:${p}/ok`,
    (p: number) => `http://0:${p}/ok`,
    (p: number) => `http://127.0.0.1.:${p}/ok`,
    (p: number) => `http://１２７.0.0.1:${p}/ok`,
    (p: number) => `http://[::1]:${p}/ok`,
    (p: number) => `http://[::ffff:127.0.0.1]:${p}/ok`,
    (p: number) => `http://[::ffff:7f00:1]:${p}/ok`,
    (p: number) => `http://localhost:${p}/ok`,
    () => 'http://169.254.169.254/latest/meta-data/',
    () => 'http://[fd00:ec2::254]/latest/meta-data/',
    () => 'https://10.0.0.1/',
    (p: number) => `ftp://127.0.0.1:${p}/ok`,
    () => 'file:///etc/passwd',
    () => 'data:text/plain,x',
    () => 'http://user:secret@8.8.8.8/',
    () => 'not an address',
  ])('refused: %#', async (url) => {
    hits = [];
    await expect(guardedFetch(url(port), { maxBytes: 100 })).rejects.toMatchObject({ name: 'GuardError', code: 'ADDRESS_REFUSED' });
    expect(hits).toEqual([]);
  });

  it('a name is judged by the address connected to', async () => {
    const options = {
      maxBytes: 100,
      lookup: (_: string, __: unknown, callback: (e: null, a: object[]) => void) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    };
    await expect(guardedFetch(`http://innocent.example:${port}/ok`, options as never)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  it('an excepted server is exactly that one', async () => {
    expect(String(await buffer((await get('/ok')).body))).toBe('hello');
    await expect(get('/ok', { allowHosts: ['127.0.0.1:1'] })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(get('/ok', { allowHosts: ['127.0.0.1'] })).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });
});

describe('redirects', () => {
  it('are followed by hand', async () => {
    const answer = await get('/once');
    expect([answer.url, String(await buffer(answer.body))]).toEqual([`http://127.0.0.1:${port}/ok`, 'hello']);
  });

  it.each(['/to-private', '/to-metadata', '/to-file'])('%s is refused though its start is excepted', async (path) => {
    await expect(get(path)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  it.each(['/loop', '/nowhere'])('%s fails', async (path) => {
    await expect(get(path)).rejects.toMatchObject({ code: 'FETCH_FAILED' });
  });
});

describe('answers', () => {
  it('say what they are and come as they were sent', async () => {
    const answer = await get('/ok');
    expect(answer).toMatchObject({ status: 200, contentType: 'video/mp4', contentLength: null });
    answer.body.destroy();
    expect(String(await buffer((await get('/encoded')).body))).toBe('identity');
  });

  it('that are errors fail with their status', async () => {
    await expect(get('/missing')).rejects.toMatchObject({ code: 'FETCH_FAILED', status: 404 });
  });

  it('that announce too much are not read', async () => {
    await expect(get('/announced', { maxBytes: 999 })).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' });
    expect(await buffer((await get('/announced', { maxBytes: 1000 })).body)).toHaveLength(1000);
  });

  it('that turn out too large are broken off', async () => {
    const { body } = await get('/endless', { maxBytes: 200_000 });
    let bytes = 0;
    const reading = (async () => {
      for await (const part of body) bytes += part.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'MEDIA_TOO_LARGE' });
    expect(bytes).toBeLessThanOrEqual(200_000);
  });

  it.each([
    ['more than is there', 'content-length: 100\r\n\r\nshort'],
    ['nothing sensible', 'content-length: banana\r\n\r\nshort'],
    ['two things', 'content-length: 5\r\ncontent-length: 6\r\n\r\nshort!'],
  ])('that announce %s fail', async (_, rest) => {
    const liar = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`)));
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
    const { port: lying } = liar.address() as AddressInfo;
    const fetching = guardedFetch(`http://127.0.0.1:${lying}/`, { maxBytes: 1000, allowHosts: [`127.0.0.1:${lying}`] }).then((a) =>
      buffer(a.body),
    );
    await expect(fetching).rejects.toMatchObject({ code: 'FETCH_FAILED' });
    await new Promise((resolve) => liar.close(resolve));
  });

  it('that do not come are given up', async () => {
    await expect(get('/silent', { timeoutMs: 200 })).rejects.toMatchObject({ code: 'FETCH_FAILED' });
    const { body } = await get('/stalls', { timeoutMs: 500 });
    await expect(buffer(body)).rejects.toMatchObject({ code: 'FETCH_FAILED' });
    await expect(guardedFetch('http://127.0.0.1:1/', { maxBytes: 1, allowHosts: ['127.0.0.1:1'] })).rejects.toMatchObject({
      code: 'FETCH_FAILED',
    });
  });
});

describe('the caller', () => {
  it('can abort before and while the body comes', async () => {
    const reason = new Error('cancelled');
    await expect(get('/ok', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const abort = new AbortController();
    const { body } = await get('/stalls', { signal: abort.signal });
    const reading = buffer(body);
    abort.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});

describe('a body that nobody reads yet', () => {
  it('may break without ending the process, and says so to whoever reads it then', async () => {
    const { body } = await get('/stalls', { timeoutMs: 200 });
    await new Promise((resolve) => body.once('close', resolve));
    await expect(buffer(body)).rejects.toMatchObject({ code: 'FETCH_FAILED' });
  });
});
