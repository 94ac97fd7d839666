import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import type { GenerateImageInput, GenerateVideoInput } from '@workprint/graphql-schema';
import {
  type Database,
  type Decision,
  type Feed,
  type GenerationEventRecord,
  type GenerationFilter,
  type GenerationRow,
  generationEventsAfter,
  getGeneration,
  isTerminalGeneration,
  listGenerations,
} from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import { Authenticator } from '../auth/authenticator.ts';
import type { Principal } from '../auth/principal.ts';
import { type Connection, connection } from '../graphql/cursor.ts';
import { noSuch } from '../graphql/errors.ts';
import { follow } from '../graphql/follow.ts';
import { DATABASE, FEED } from '../tokens.ts';
import { type Deleted, EndedGenerationsService } from './ended-generations.service.ts';
import { type GenerationResult, GenerationsService } from './generations.service.ts';

type ShownEvent = Omit<GenerationEventRecord, 'workspaceSeq'>;

@Resolver()
export class GenerationsResolver {
  private readonly database: Database;
  private readonly feed: Feed;
  private readonly auth: Authenticator;
  private readonly service: GenerationsService;
  private readonly ended: EndedGenerationsService;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(FEED) feed: Feed,
    @Inject(Authenticator) auth: Authenticator,
    @Inject(GenerationsService) service: GenerationsService,
    @Inject(EndedGenerationsService) ended: EndedGenerationsService,
  ) {
    this.ended = ended;
    this.database = database;
    this.feed = feed;
    this.auth = auth;
    this.service = service;
  }

  @Query('generation')
  generation(@Actor() actor: Principal, @Args('id') id: string): Promise<GenerationRow | null> {
    return this.database.withWorkspace(actor.workspaceId, (tx) => getGeneration(tx, id));
  }

  @Query('generations')
  generations(
    @Actor() actor: Principal,
    @Args('first') first?: number,
    @Args('after') after?: string,
    @Args('filter') filter?: GenerationFilter,
  ): Promise<Connection<GenerationRow>> {
    return connection(this.database.withWorkspace(actor.workspaceId, (tx) => listGenerations(tx, { first, after, filter })));
  }

  @Mutation('generateVideo')
  generateVideo(@Actor() actor: Principal, @Args('input') input: GenerateVideoInput): Promise<GenerationResult> {
    return this.service.generateVideo(actor, input);
  }

  @Mutation('generateImage')
  generateImage(@Actor() actor: Principal, @Args('input') input: GenerateImageInput): Promise<GenerationResult> {
    return this.service.generateImage(actor, input);
  }

  @Mutation('cancelGeneration')
  cancelGeneration(@Actor() actor: Principal, @Args('id') id: string): Promise<GenerationResult> {
    return this.service.cancel(actor, id);
  }

  @Mutation('resolveGeneration')
  resolveGeneration(
    @Actor() actor: Principal,
    @Args('id') id: string,
    @Args('decision') decision: Decision['decision'],
    @Args('providerId') providerId?: string | null,
  ): Promise<GenerationResult> {
    return this.ended.resolve(actor, id, { decision, providerId: providerId ?? null });
  }

  @Mutation('retryGeneration')
  retryGeneration(
    @Actor() actor: Principal,
    @Args('id') id: string,
    @Args('confirm') confirm?: boolean | null,
    @Args('idempotencyKey') key?: string | null,
  ): Promise<GenerationResult> {
    return this.ended.retry(actor, id, confirm === true, key ?? null);
  }

  @Mutation('deleteGeneration')
  deleteGeneration(@Actor() actor: Principal, @Args('id') id: string): Promise<Deleted> {
    return this.ended.remove(actor, id);
  }

  @Subscription('generationEvents', { resolve: (event: ShownEvent) => event })
  async generationEvents(
    @Actor() actor: Principal,
    @Args('id') id: string,
    @Args('after') after?: number,
  ): Promise<AsyncIterableIterator<ShownEvent>> {
    if (!(await this.generation(actor, id))) throw noSuch('generation');
    return follow<ShownEvent>({
      after: Math.max(0, after ?? 0),
      authorise: this.auth.watch(actor),
      listen: (wake) => this.feed.listen(`generation:${id}`, wake),
      read: (seq, first) => this.database.withWorkspace(actor.workspaceId, (tx) => generationEventsAfter(tx, id, seq, first)),
      isLast: (event) => isTerminalGeneration(event.type),
      look: async (lastSeq) => {
        const row = await this.generation(actor, id);
        return !row || (isTerminalGeneration(row.status) && row.lastSeq <= lastSeq) ? 'over' : null;
      },
    });
  }
}
