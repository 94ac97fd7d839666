import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { CreateRenderBatchInput } from '@workprint/graphql-schema';
import { type BatchRow, type Database, getBatch } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { DATABASE } from '../tokens.ts';
import { BatchesService, type BatchResult } from './batches.service.ts';

@Resolver()
export class BatchesResolver {
  private readonly database: Database;
  private readonly service: BatchesService;

  constructor(@Inject(DATABASE) database: Database, @Inject(BatchesService) service: BatchesService) {
    this.database = database;
    this.service = service;
  }

  @Query('renderBatch')
  renderBatch(@Actor() actor: Principal, @Args('id') id: string): Promise<BatchRow | null> {
    return this.database.withWorkspace(actor.workspaceId, (tx) => getBatch(tx, id));
  }

  @Mutation('createRenderBatch')
  createRenderBatch(@Actor() actor: Principal, @Args('input') input: CreateRenderBatchInput): Promise<BatchResult> {
    return this.service.create(actor, input);
  }

  @Mutation('cancelRenderBatch')
  cancelRenderBatch(@Actor() actor: Principal, @Args('id') id: string): Promise<BatchResult> {
    return this.service.cancel(actor, id);
  }
}
