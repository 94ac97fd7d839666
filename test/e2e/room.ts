import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Database, openDatabase } from '@workprint/projection';
import { type RenderEvent, Workprint } from '@workprint/sdk';
import type { ObjectStore } from '@workprint/storage';
import { makeWorkspace, openTestObjectStore, type TestWorkspace } from '@workprint/testing';
import { type ServiceRequest, type Stack, startStack } from '../../tools/stack/start-stack.ts';

/** The services as processes of their own, with queues, logs and scratch of their own. A service that is killed stays dead until it is started. */
export interface Room {
  stack: Stack;
  /** Where everything that is local lies. */
  dir: string;
  db: Database;
  store: ObjectStore;
  /** A workspace nobody has rendered in, so that nothing comes from its cache. */
  tenant(): Promise<Tenant>;
  close(): Promise<void>;
}

export interface Tenant extends TestWorkspace {
  client: Workprint;
}

export async function openRoom(
  services: (ServiceRequest['service'] | ServiceRequest)[] = ['orchestrator', 'render-worker', 'gateway'],
): Promise<Room> {
  const dir = await mkdtemp(path.join(tmpdir(), 'workprint-e2e-'));
  const prefix = `e2e-${randomUUID().slice(0, 8)}-`;
  const env = { TASK_QUEUE_PREFIX: prefix, CHUNK_SLOTS: '1' };
  // A database of its own: its sweeper must not take care of other specs' rows.
  const stack = await startStack({ services, dir, env, supervise: false, ownDatabase: true });
  const db = openDatabase({ url: stack.env.DATABASE_URL as string, poolSize: 3 });
  const store = await openTestObjectStore();
  return {
    ...{ stack, dir, db, store },
    async tenant() {
      const workspace = await makeWorkspace(db, 'e2e');
      return { ...workspace, client: new Workprint({ url: stack.url, token: workspace.apiKey }) };
    },
    async close() {
      await db.close();
      await stack.stop();
      store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls until `check` gives something. */
export async function until<T>(
  what: string,
  check: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  seconds = 60,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
    const found = await check();
    if (found) return found;
  }
  throw new Error(`waited ${seconds} s for ${what}`);
}

/** Reads a render's events on a connection of its own until it ends; `events` grows meanwhile. */
export function follow(client: Workprint, renderId: string): { events: RenderEvent[]; over: Promise<void> } {
  const events: RenderEvent[] = [];
  const read = async (): Promise<void> => {
    for await (const event of client.renderEvents(renderId)) events.push(event);
  };
  return { events, over: read() };
}

/** Those that are kept and replayed; PROGRESS is not. */
export const stored = (events: RenderEvent[]): RenderEvent[] => events.filter((e) => e.type !== 'PROGRESS');

/** Their numbers, in the order in which they came. */
export const numbers = (events: RenderEvent[]): number[] => stored(events).map((e) => e.seq);

/** 1, 2, … n */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
