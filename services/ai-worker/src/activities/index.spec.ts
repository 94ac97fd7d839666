import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type Database, insertGeneration, markGenerationStarted } from '@workprint/projection';
import { failureOf } from '@workprint/runtime';
import type { ObjectStore } from '@workprint/storage';
import { aGeneration, makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
import { openProviders } from '../providers.ts';
import { providerActivities } from './index.ts';

let db: Database;
let store: ObjectStore;
beforeAll(async () => {
  db = openTestDatabase();
  store = await openTestObjectStore();
});
afterAll(async () => {
  store.close();
  await db.close();
});

const log = { info: () => undefined, warn: () => undefined };
const activities = () => providerActivities({ db, store, providers: openProviders({}), publicUrl: null, allowHosts: [], log });
const thrownBy = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await new MockActivityEnvironment({ startToCloseTimeoutMs: 60_000 }).run(work);
  } catch (error) {
    return error;
  }
};

it('failures travel typed: whole as a detail, retried by Temporal only when that can help', async () => {
  const { workspaceId } = await makeWorkspace(db);
  const { createGeneration, fetchOutput } = activities();
  const generation = aGeneration();
  const generationId = generation.id;
  await db.withWorkspace(workspaceId, async (tx) => {
    await insertGeneration(tx, generation);
    // A sweeper that runs beside this spec must not start its workflow.
    await markGenerationStarted(tx, generation.id);
  });

  const keyless = await thrownBy(() => createGeneration({ workspaceId, generationId }));
  expect(keyless).toMatchObject({ type: 'PROVIDER_NOT_CONFIGURED', nonRetryable: true });
  expect(failureOf(keyless)).toMatchObject({ code: 'PROVIDER_NOT_CONFIGURED', message: expect.stringContaining('LUMAAI_API_KEY') });

  const private_ = await thrownBy(() => fetchOutput({ workspaceId, generationId, outputUrl: 'http://127.0.0.1:9/film' }));
  expect(private_).toMatchObject({ type: 'ADDRESS_REFUSED', nonRetryable: true });
  const gone = await thrownBy(() => fetchOutput({ workspaceId, generationId, outputUrl: 'http://film.invalid/' }));
  expect(gone).toMatchObject({ type: 'FETCH_FAILED', nonRetryable: false });
});
