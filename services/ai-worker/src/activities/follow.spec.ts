import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Database, insertGeneration, markGenerationStarted } from '@workprint/projection';
import { aGeneration, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { type CountingServer, countingServer } from '../../test/counting-server.ts';
import { openProviders, type ProviderSettings } from '../providers.ts';
import type { Dependencies } from './dependencies.ts';
import { follow } from './follow.ts';

let db: Database;
let workspaceId: string;
beforeAll(async () => {
  db = openTestDatabase();
  ({ workspaceId } = await makeWorkspace(db));
});
afterAll(() => db.close());

const read = async (provider: string, signed: string, providerId = 'p1', own: ProviderSettings & { model?: string } = {}) => {
  const { model = 'ray-2', ...settings } = own;
  const generation = aGeneration({ provider, model });
  await db.withWorkspace(workspaceId, async (tx) => {
    await insertGeneration(tx, generation);
    await markGenerationStarted(tx, generation.id);
  });
  const providers = openProviders({ LUMAAI_API_KEY: 'key', REPLICATE_API_TOKEN: 'key', ...settings });
  const log = { info: () => undefined, warn: () => undefined };
  const deps = { db, providers, publicUrl: null, allowHosts: [], log } as unknown as Dependencies;
  const signal = () => AbortSignal.timeout(5_000);
  return follow(deps, signal).readCallback({ workspaceId, generationId: generation.id, providerId, signed });
};

it('believes a signed callback about its own job, and asks nobody', async () => {
  const body = { id: 'p1', status: 'succeeded', output: ['https://provider.test/out.mp4'], metrics: { predict_time: 60 } };
  const job = { state: 'SUCCEEDED', outputUrl: 'https://provider.test/out.mp4', cost: { amount: '0.084' } };
  expect(await read('replicate', JSON.stringify(body))).toMatchObject(job);
  // A whole output while it is still processing is no end.
  expect(await read('replicate', JSON.stringify({ ...body, status: 'processing' }))).toMatchObject({ state: 'RUNNING', outputUrl: null });
  expect(await read('replicate', JSON.stringify(body), 'p2')).toBeNull();
  expect(await read('replicate', 'no JSON')).toBeNull();
  expect(await read('luma', JSON.stringify({ id: 'p1', state: 'completed' }))).toBeNull();
});

it('asks what it cost where the callback does not say, and does without when there is no answer', async () => {
  const video = { url: 'https://provider.test/out.mp4' };
  const body = JSON.stringify({ request_id: 'p1', status: 'OK', payload: { video } });
  const server: CountingServer = await countingServer((request, response) => {
    response.setHeader('content-type', 'application/json').setHeader('x-fal-billable-units', '1');
    response.end(JSON.stringify(request.url?.includes('/status') ? { status: 'COMPLETED', request_id: 'p1' } : { video }));
  });
  const fal = { model: 'fal-ai/minimax/video-01', FAL_KEY: 'key', FAL_BASE_URL: server.url };
  const ended = { state: 'SUCCEEDED', outputUrl: video.url };
  expect(await read('fal', body, 'p1', fal)).toMatchObject({ ...ended, cost: { amount: '0.50' } });
  expect(server.requests).toHaveLength(2);
  await server.close();
  expect(await read('fal', body, 'p1', fal)).toMatchObject({ ...ended, cost: null });
});
