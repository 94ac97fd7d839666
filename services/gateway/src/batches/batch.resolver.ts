import { Inject } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { type BatchProgressRecord, type BatchRow, batchProgress, type Database } from '@workprint/projection';
import type { ShownPrincipal } from '../auth/principals.ts';
import type { RequestContext } from '../graphql/context.ts';
import { DATABASE } from '../tokens.ts';

/** Fields of a batch that its row does not hold as they are shown. */
@Resolver('RenderBatch')
export class BatchResolver {
  private readonly database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.database = database;
  }

  @ResolveField('createdBy')
  createdBy(@Parent() row: BatchRow, @Context() context: RequestContext): Promise<ShownPrincipal> | null {
    return context.principals?.load(row.createdBy) ?? null;
  }

  @ResolveField('status')
  status(@Parent() { finishedAt, workflowStartedAt, cancelRequestedAt }: BatchRow): string {
    if (finishedAt) return cancelRequestedAt ? 'CANCELED' : 'COMPLETED';
    return workflowStartedAt ? 'RUNNING' : 'QUEUED';
  }

  @ResolveField('progress')
  progress(@Parent() row: BatchRow): Promise<BatchProgressRecord> {
    return this.database.withWorkspace(row.workspaceId, (tx) => batchProgress(tx, row));
  }
}
