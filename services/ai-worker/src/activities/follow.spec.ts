import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Database, insertGeneration, markGenerationStarted } from '@workprint/projection';
import { aGeneration, makeWorkspace, openTestDatabase } from '@workprint/testing';
import { openProviders } from '../providers.ts';
import type { Dependencies } from './dependencies.ts';
import { follow } from './follow.ts';

let db: Database;
let workspaceId: string;
beforeAll(async () => {
  db = openTestDatabase();
  ({ workspaceId } = await makeWorkspace(db));
});
afterAll(() => db.close());

const read = async (provider: string, signed: string, providerId = 'p1') => {
  const generation = aGeneration({ provider });
  await db.withWorkspace(workspaceId, async (tx) => {
    await insertGeneration(tx, generation);
    await markGenerationStarted(tx, generation.id);
  });
  const providers = openProviders({ LUMAAI_API_KEY: 'key', REPLICATE_API_TOKEN: 'key' });
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
