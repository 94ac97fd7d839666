import { afterEach, describe, expect, it } from '@jest/globals';
import Replicate from 'replicate';
import { type CountingServer, countingServer } from '../test/counting-server.ts';
import { createOnce, retryAfterMs } from './create-once.ts';
import { falProvider } from './fal/fal.ts';
import { lumaProvider } from './luma/luma.ts';
import type { Provider } from './port.ts';
import { replicateProvider } from './replicate/replicate.ts';

const always = () => true;
const adapters: [string, (baseUrl: string) => Provider, string][] = [
  ['replicate', (baseUrl) => replicateProvider({ apiToken: 'key', baseUrl }), 'owner/name'],
  ['luma', (baseUrl) => lumaProvider({ apiKey: 'key', baseUrl }), 'ray-2'],
  ['fal', (baseUrl) => falProvider({ apiKey: 'key', baseUrl }), 'fal-ai/minimax/video-01'],
];
let server: CountingServer;
afterEach(() => server?.close());

describe.each(adapters)('one create request through the real %s package', (_, adapter, model) => {
  const create = (baseUrl: string, mayStillSend = always) =>
    createOnce(adapter(baseUrl), { model, input: { prompt: 'x' } }, null, mayStillSend);

  it('sends one request to a server that resets, and leaves the outcome open', async () => {
    server = await countingServer((request) => request.socket.resetAndDestroy());
    expect(await create(server.url)).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/UND_ERR_SOCKET|ECONNRESET/) });
    expect(server.requests).toHaveLength(1);
  });

  it.each([500, 502, 503, 408, 307])('sends one request to a server that answers %i, and leaves the outcome open', async (status) => {
    server = await countingServer((_request, response) => response.writeHead(status, { location: '/elsewhere' }).end('{"detail":"away"}'));
    expect(await create(server.url)).toMatchObject({ kind: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  it('leaves the outcome open when the answer breaks off or names no job', async () => {
    server = await countingServer((request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': 100 }).write('{"id":');
      setTimeout(() => request.socket.resetAndDestroy(), 20);
    });
    expect(await create(server.url)).toMatchObject({ kind: 'unknown' });
    await server.close();
    server = await countingServer((_request, response) => response.writeHead(201, { 'content-type': 'application/json' }).end('{}'));
    expect(await create(server.url)).toMatchObject({ kind: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  it('asks once more only when told: a 429 names its wait', async () => {
    server = await countingServer((_request, response) => response.writeHead(429, { 'retry-after': '7' }).end('{"detail":"throttled"}'));
    expect(await create(server.url)).toEqual({ kind: 'throttled', waitMs: 7000 });
    expect(server.requests).toHaveLength(1);
  });

  it('tells a definite refusal with the provider’s words', async () => {
    server = await countingServer((_request, response) =>
      response.writeHead(422).end('{"title":"No","detail":"bad version","status":422}'),
    );
    const answer = await create(server.url);
    expect(answer).toMatchObject({
      kind: 'refused',
      failure: { code: 'PROVIDER_REFUSED', message: expect.stringContaining('No: bad version') },
    });
  });

  it('sends nothing when the lease has run out, and says so when there was no connection', async () => {
    server = await countingServer((_request, response) => response.end());
    expect(await create(server.url, () => false)).toMatchObject({ kind: 'not-sent' });
    expect(server.requests).toHaveLength(0);
    await server.close();
    expect(await create(server.url)).toEqual({ kind: 'not-sent', why: 'ECONNREFUSED' });
  });
});

it('the bare replicate package repeats a POST whose connection resets: why the exchange exists', async () => {
  server = await countingServer((request) => request.socket.resetAndDestroy());
  const bare = new Replicate({ auth: 'key', baseUrl: server.url });
  await expect(bare.predictions.create({ model: 'owner/name', input: {} })).rejects.toThrow();
  expect(server.requests.length).toBeGreaterThan(1);
});

it('reads Retry-After as seconds or as a date', () => {
  expect(retryAfterMs('3')).toBe(3000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:05 GMT', 1000)).toBe(4000);
  expect(retryAfterMs('soon')).toBe(2000);
  expect(retryAfterMs(null)).toBe(2000);
});
