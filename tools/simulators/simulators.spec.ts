import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { PROFILES } from './jobs.ts';
import { sign } from './replicate.ts';
import { type Simulators, startSimulators } from './simulators.ts';

interface Received {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let simulators: Simulators;
let origin: string;
const received: Received[] = [];
/** Answers of the callback address, in turn; 200 when there are none left. */
const answers: number[] = [];
const receiver = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  received.push({ path: request.url ?? '', headers: request.headers, body });
  response.writeHead(answers.shift() ?? 200).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  simulators = await startSimulators({ port: 0, ffmpeg: process.env.FFMPEG_PATH ?? 'ffmpeg', profile: PROFILES.instant! });
});
afterAll(async () => {
  receiver.close();
  await simulators.close();
});
afterEach(() => {
  received.length = 0;
  answers.length = 0;
  simulators.jobs.reset();
  simulators.jobs.setProfile(PROFILES.instant!);
});

const call = async (url: string, method = 'GET', body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(url, {
    method,
    headers: { authorization: 'Bearer key', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), json: text ? JSON.parse(text) : null };
};
const until = async (done: () => boolean) => {
  for (let left = 2000; left > 0 && !done(); left -= 1) await new Promise((resolve) => setTimeout(resolve, 10));
};

it('signs like the vector in the documents of Replicate', () => {
  const signature = sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}');
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it('replicate: sends signed webhooks of start, output and end, and keeps at it until one is taken', async () => {
  answers.push(200, 200, 503);
  const { key } = (await call(`${simulators.replicate}/webhooks/default/secret`)).json;
  const created = await call(`${simulators.replicate}/models/owner/name/predictions`, 'POST', {
    input: { prompt: 'x' },
    webhook: `${origin}/hook`,
  });
  expect(created).toMatchObject({ status: 201, json: { status: 'starting', output: null, error: null, logs: '', data_removed: false } });
  await until(() => received.length === 4);
  expect(received.map((r) => JSON.parse(r.body).status)).toEqual(['processing', 'processing', 'succeeded', 'succeeded']);
  expect(JSON.parse(received[1]!.body).output).toMatch(/\.mp4$/);
  expect(received[2]!.headers['webhook-id']).toBe(received[3]!.headers['webhook-id']);
  for (const { headers, body } of received) {
    const expected = sign(key, String(headers['webhook-id']), String(headers['webhook-timestamp']), body);
    expect(headers['webhook-signature']).toBe(expected);
  }
});

it('luma: calls back unsigned on dreaming and completed, three tries more 100 ms apart', async () => {
  answers.push(200, 500, 500, 500, 500);
  const body = { model: 'ray-2', prompt: 'x', callback_url: `${origin}/luma` };
  const created = await call(`${simulators.luma}/generations/video`, 'POST', body);
  expect(created).toMatchObject({ status: 201, json: { state: 'queued', generation_type: 'video', assets: null, request: body } });
  await until(() => received.length === 5);
  expect(received.map((r) => JSON.parse(r.body).state)).toEqual(['dreaming', 'completed', 'completed', 'completed', 'completed']);
  expect(received[0]!.headers).not.toHaveProperty('webhook-signature');
});

it('answers errors as each provider does', async () => {
  expect(await call(`${simulators.replicate}/predictions`, 'POST', { version: 'nope', input: { prompt: 'x' } })).toMatchObject({
    status: 422,
    type: 'application/problem+json',
    json: { title: 'Invalid version or not permitted', detail: expect.any(String), status: 422 },
  });
  expect(await call(`${simulators.replicate}/predictions/none`)).toMatchObject({ status: 404, json: { status: 404 } });
  expect((await fetch(`${simulators.replicate}/predictions`)).status).toBe(401);
  expect(await call(`${simulators.luma}/generations`, 'POST', { model: 'ray-2', prompt: 'x', duration: '7s' })).toMatchObject({
    status: 422,
    json: { detail: "duration: Input should be '5s' or '9s'" },
  });
  expect(await call(`${simulators.luma}/generations/none`)).toMatchObject({ status: 404, json: { detail: 'Generation not found' } });
  expect(simulators.ledger()).toEqual([]);
});

it('lists with cursors and offsets, newest first; credits go down; a deleted generation is gone', async () => {
  simulators.jobs.setProfile(PROFILES.usual!);
  for (let i = 0; i < 101; i += 1) await call(`${simulators.replicate}/models/o/n/predictions`, 'POST', { input: { prompt: `p${i}` } });
  const first = (await call(`${simulators.replicate}/predictions`)).json;
  expect([first.results.length, first.results[0].input.prompt, first.previous]).toEqual([100, 'p100', null]);
  expect((await call(first.next)).json).toMatchObject({ next: null, results: [{ input: { prompt: 'p0' } }] });

  const before = (await call(`${simulators.luma}/credits`)).json.credit_balance;
  const ids: string[] = [];
  for (const prompt of ['a', 'b', 'c'])
    ids.push((await call(`${simulators.luma}/generations`, 'POST', { model: 'ray-2', prompt })).json.id);
  expect(before - (await call(`${simulators.luma}/credits`)).json.credit_balance).toBe(212);
  const page = (await call(`${simulators.luma}/generations?limit=1&offset=1`)).json;
  expect(page).toMatchObject({ has_more: true, count: 3, limit: 1, offset: 1, generations: [{ id: ids[1] }] });
  expect((await call(`${simulators.luma}/generations/${ids[1]}`, 'DELETE')).status).toBe(204);
  expect((await call(`${simulators.luma}/generations/${ids[1]}`)).status).toBe(404);
  expect((await call(`${simulators.luma}/ping`)).json).toEqual({ message: 'pong' });
});

it('replicate: waits when preferred, cancels once, never changes what has ended', async () => {
  const body = { input: { prompt: 'x' } };
  const waited = await call(`${simulators.replicate}/models/o/n/predictions`, 'POST', body, { prefer: 'wait' });
  expect(waited).toMatchObject({ status: 201, json: { status: 'succeeded', metrics: { predict_time: expect.any(Number) } } });
  const { json } = await call(`${simulators.replicate}/predictions/${waited.json.id}/cancel`, 'POST');
  expect(json.status).toBe('succeeded');
  simulators.jobs.setProfile(PROFILES.usual!);
  const { id } = (await call(`${simulators.replicate}/models/o/n/predictions`, 'POST', body)).json;
  expect((await call(`${simulators.replicate}/predictions/${id}/cancel`, 'POST')).json).toMatchObject({ status: 'canceled' });
});

it('makes a real film of the length and shape asked for', async () => {
  const { id } = (
    await call(`${simulators.luma}/generations`, 'POST', { model: 'ray-2', prompt: 'x', aspect_ratio: '9:16', duration: '9s' })
  ).json;
  await until(() => simulators.jobs.find('luma', id)?.file != null);
  const file = simulators.jobs.find('luma', id)?.file ?? '';
  const shown = 'stream=codec_name,width,height,r_frame_rate,nb_frames';
  const probe = execFileSync(process.env.FFPROBE_PATH ?? 'ffprobe', ['-v', 'error', '-show_entries', shown, '-of', 'csv=p=0', file], {
    encoding: 'utf8',
  });
  expect(probe.trim()).toBe('h264,720,1280,24/1,216');
});

it('takes commands over HTTP: profile, faults, ledger, reset', async () => {
  const control = `${simulators.origin}/_sim`;
  expect((await call(`${control}/profile`, 'POST', { name: 'usual', endMs: 20 })).json).toMatchObject({ startMs: 10_000, endMs: 20 });
  await call(`${control}/faults`, 'POST', { kind: 'lost-response', provider: 'luma', match: 'unlucky' });
  const create = (prompt: string) => call(`${simulators.luma}/generations`, 'POST', { model: 'ray-2', prompt });
  expect((await create('lucky')).status).toBe(201);
  await expect(create('unlucky one')).rejects.toThrow();
  expect((await call(`${control}/ledger`)).json.map((e: { prompt: string }) => e.prompt)).toEqual(['lucky', 'unlucky one']);
  expect((await call(`${control}/faults`)).json).toEqual([]);
  expect((await call(`${control}/faults`, 'POST', { kind: 'typo' })).status).toBe(500);
  expect((await call(`${control}/reset`, 'POST')).status).toBe(204);
  expect((await call(`${control}/ledger`)).json).toEqual([]);
});
