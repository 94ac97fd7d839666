import type { Client } from '@temporalio/client';
import type { Database } from '@workprint/projection';
import type { Logger } from '@workprint/runtime';
import type { ObjectStore } from '@workprint/storage';
import type { Allowance } from './cache/choose.ts';
import type { CacheCounters } from './cache/counters.ts';

/** What the orchestrator's parts stand on. */
export interface Dependencies {
  /** As wp_app: one workspace at a time. */
  db: Database;
  /** As wp_system: what maintenance reads across workspaces. */
  system: Database;
  store: Pick<ObjectStore, 'list' | 'remove' | 'removePrefix' | 'abortUploads' | 'getJson' | 'putJson'>;
  client: Client;
  /** TASK_QUEUE_PREFIX. */
  prefix: string;
  log: Logger;
  /** What a workspace's cache may hold unless it says so itself. */
  cache: Allowance;
  counters: CacheCounters;
}
