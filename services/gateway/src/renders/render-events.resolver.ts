import { Inject } from '@nestjs/common';
import { Args, Resolver, Subscription } from '@nestjs/graphql';
import { type Database, type Feed, getRender, isTerminalRender, type RenderRecord, renderEventsAfter } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import { Authenticator } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import { noSuch } from '../graphql/errors.ts';
import { follow } from '../graphql/follow.ts';
import { DATABASE, FEED } from '../tokens.ts';

interface ShownEvent {
  seq: number;
  at: Date;
  type: string;
  render: RenderRecord;
}

@Resolver()
export class RenderEventsResolver {
  private readonly database: Database;
  private readonly feed: Feed;
  private readonly auth: Authenticator;

  constructor(@Inject(DATABASE) database: Database, @Inject(FEED) feed: Feed, @Inject(Authenticator) auth: Authenticator) {
    this.database = database;
    this.feed = feed;
    this.auth = auth;
  }

  @Subscription('renderEvents', { resolve: (event: ShownEvent) => event })
  async renderEvents(
    @Actor() actor: Principal,
    @Args('id') id: string,
    @Args('after') after?: number,
  ): Promise<AsyncIterableIterator<ShownEvent>> {
    const current = () => this.database.withWorkspace(actor.workspaceId, (tx) => getRender(tx, id));
    if (!(await current())) throw noSuch('render');
    let percent = -1;
    let revision = 0;
    let shownAt = 0;
    return follow<ShownEvent>({
      after: Math.max(0, after ?? 0),
      authorise: this.auth.watch(actor),
      listen: (wake) => this.feed.listen(`render:${id}`, wake),
      listenProgress: (wake) => this.feed.listen(`progress:${id}`, wake),
      read: (seq, first) => this.database.withWorkspace(actor.workspaceId, (tx) => renderEventsAfter(tx, id, seq, first)),
      isLast: (event) => isTerminalRender(event.type),
      look: async (lastSeq) => {
        const render = await current();
        if (!render || (isTerminalRender(render.status) && render.lastSeq <= lastSeq)) return 'over';
        const { progress } = render;
        // A stored event is on its way: it comes first, and it says more.
        if (render.lastSeq !== lastSeq || progress.updatedAt.getTime() <= shownAt) return null;
        shownAt = progress.updatedAt.getTime();
        // An amended film may be less far than the one before.
        if (render.revision === revision && progress.percent < percent) return null;
        revision = render.revision;
        percent = progress.percent;
        return { seq: lastSeq, at: progress.updatedAt, type: 'PROGRESS', render };
      },
    });
  }
}
