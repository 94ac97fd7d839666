import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { AmendRenderInput, CreateRenderInput } from '@workprint/graphql-schema';
import { type Database, getRender, listRenders, type RenderFilter, type RenderRecord } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { type Connection, connection } from '../graphql/cursor.ts';
import { DATABASE } from '../tokens.ts';
import { AmendRenderService } from './amend-render.service.ts';
import { CreateRenderService, type RenderResult } from './create-render.service.ts';
import { RendersService } from './renders.service.ts';

@Resolver()
export class RendersResolver {
  private readonly database: Database;
  private readonly creation: CreateRenderService;
  private readonly amendment: AmendRenderService;
  private readonly service: RendersService;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(CreateRenderService) creation: CreateRenderService,
    @Inject(AmendRenderService) amendment: AmendRenderService,
    @Inject(RendersService) service: RendersService,
  ) {
    this.database = database;
    this.creation = creation;
    this.amendment = amendment;
    this.service = service;
  }

  @Query('render')
  render(@Actor() actor: Principal, @Args('id') id: string): Promise<RenderRecord | null> {
    return this.database.withWorkspace(actor.workspaceId, (tx) => getRender(tx, id));
  }

  @Query('renders')
  renders(
    @Actor() actor: Principal,
    @Args('first') first?: number,
    @Args('after') after?: string,
    @Args('filter') filter?: RenderFilter,
  ): Promise<Connection<RenderRecord>> {
    return connection(this.database.withWorkspace(actor.workspaceId, (tx) => listRenders(tx, { first, after, filter })));
  }

  @Mutation('createRender')
  createRender(@Actor() actor: Principal, @Args('input') input: CreateRenderInput): Promise<RenderResult> {
    return this.creation.create(actor, input);
  }

  @Mutation('amendRender')
  amendRender(@Actor() actor: Principal, @Args('id') id: string, @Args('input') input: AmendRenderInput): Promise<RenderResult> {
    return this.amendment.amend(actor, id, input);
  }

  @Mutation('cancelRender')
  cancelRender(@Actor() actor: Principal, @Args('id') id: string): Promise<RenderResult> {
    return this.service.cancel(actor, id);
  }

  @Mutation('retryRender')
  retryRender(@Actor() actor: Principal, @Args('id') id: string, @Args('idempotencyKey') idempotencyKey?: string): Promise<RenderResult> {
    return this.service.retry(actor, id, idempotencyKey ?? null);
  }

  @Mutation('deleteRender')
  deleteRender(@Actor() actor: Principal, @Args('id') id: string) {
    return this.service.delete(actor, id);
  }
}
