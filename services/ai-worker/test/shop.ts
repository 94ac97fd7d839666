import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type Database, insertGeneration, markGenerationStarted } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { aGeneration, makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
import type { Simulators } from '../../../tools/simulators/simulators.ts';
import type { Dependencies } from '../src/activities/dependencies.ts';
import type { Providers } from '../src/providers.ts';
import { instantSimulators } from './simulated.ts';

/** Simulated providers, and what the activities stand on. Their jobs and ledgers are empty before each test. */
export interface Shop {
  simulators: Simulators;
  db: Database;
  deps: Dependencies;
  /** A workspace nobody has bought in. Its id. */
  workspace(): Promise<string>;
  /** A generation that was accepted and waits to be bought. Its id. */
  intent(workspaceId: string, change?: Parameters<typeof aGeneration>[0]): Promise<string>;
}

/** Call it at the top of a spec. @param providers over the simulators' addresses */
export function useShop(providers: (simulators: Simulators) => Providers, more: Partial<Dependencies> = {}): Shop {
  let store: ObjectStore;
  const shop = {
    workspace: async () => (await makeWorkspace(shop.db)).workspaceId,
    async intent(workspaceId, change = {}) {
      const generation = aGeneration({ input: { length: 5 }, ...change });
      await shop.db.withWorkspace(workspaceId, async (tx) => {
        await insertGeneration(tx, generation);
        // A sweeper that runs beside the spec must not start its workflow.
        await markGenerationStarted(tx, generation.id);
      });
      return generation.id;
    },
  } as Shop;
  beforeAll(async () => {
    shop.simulators = await instantSimulators();
    shop.db = openTestDatabase();
    store = await openTestObjectStore();
    const log = { info: () => undefined, warn: () => undefined };
    const { db, simulators } = shop;
    shop.deps = { db, store, providers: providers(simulators), publicUrl: 'http://127.0.0.1:1', allowHosts: [], log, ...more };
  });
  afterAll(async () => {
    await shop.simulators.close();
    store.close();
    await shop.db.close();
  });
  afterEach(() => shop.simulators.jobs.reset());
  return shop;
}
