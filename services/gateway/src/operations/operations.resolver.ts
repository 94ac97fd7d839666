import { Inject } from '@nestjs/common';
import { Query, Resolver, Subscription } from '@nestjs/graphql';
import { type Database, type Feed, listWorkers, type QueueStatusRecord, queueStatus, type WorkerRow } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import { Authenticator } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import { follow } from '../graphql/follow.ts';
import { DATABASE, FEED } from '../tokens.ts';

const ALIVE_MS = 30_000;
const PACE = { recheckMs: 5000, progressMs: 1000 };

type ShownQueue = QueueStatusRecord & { seq: number };

/** What waits, what runs, and who does the work. */
@Resolver()
export class OperationsResolver {
  private readonly database: Database;
  private readonly feed: Feed;
  private readonly auth: Authenticator;

  constructor(@Inject(DATABASE) database: Database, @Inject(FEED) feed: Feed, @Inject(Authenticator) auth: Authenticator) {
    this.database = database;
    this.feed = feed;
    this.auth = auth;
  }

  @Query('queue')
  queue(@Actor() actor: Principal): Promise<QueueStatusRecord> {
    return this.database.withWorkspace(actor.workspaceId, queueStatus);
  }

  @Query('workers')
  async workers(@Actor() actor: Principal): Promise<(WorkerRow & { alive: boolean })[]> {
    const workers = await this.database.withWorkspace(actor.workspaceId, listWorkers);
    return workers.map((w) => ({ ...w, alive: Date.now() - w.lastSeenAt.getTime() < ALIVE_MS }));
  }

  @Subscription('queue', { resolve: (status: ShownQueue) => status })
  queueChanges(@Actor() actor: Principal): AsyncIterableIterator<ShownQueue> {
    let shown = '';
    const source = {
      after: 0,
      authorise: this.auth.watch(actor),
      listen: () => () => {},
      listenProgress: (wake: () => void) => this.feed.listen(`workspace:${actor.workspaceId}`, wake),
      read: async () => [],
      isLast: () => false,
      look: async () => {
        const status = await this.queue(actor);
        const { oldestQueuedSeconds: _waits, ...counts } = status;
        const seen = JSON.stringify(counts);
        if (seen === shown) return null;
        shown = seen;
        return { ...status, seq: 0 };
      },
    };
    return follow<ShownQueue>(source, PACE);
  }
}
