import { Inject } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Money } from '@workprint/contracts';
import { type AssetRow, type Database, type GenerationRow, type GenerationTimings, getAsset, timingsOf } from '@workprint/projection';
import type { ShownPrincipal } from '../auth/principals.ts';
import type { RequestContext } from '../graphql/context.ts';
import type { UserError } from '../graphql/user-error.ts';
import { DATABASE } from '../tokens.ts';
import { type ShownPixelArt, shownPixelArt } from './generation-pixel-art.resolver.ts';
import { generationWarnings } from './generation-warnings.ts';
import { secondsLeft } from './seconds-left.ts';

/** Fields of a generation that its row does not hold as they are shown. */
@Resolver('Generation')
export class GenerationResolver {
  private readonly database: Database;

  constructor(@Inject(DATABASE) database: Database) {
    this.database = database;
  }

  @ResolveField('createdBy')
  createdBy(@Parent() row: GenerationRow, @Context() context: RequestContext): Promise<ShownPrincipal> | null {
    return context.principals?.load(row.createdBy) ?? null;
  }

  @ResolveField('output')
  output(@Parent() row: GenerationRow): Promise<AssetRow | null> | null {
    const { outputAssetId } = row;
    return outputAssetId === null ? null : this.database.withWorkspace(row.workspaceId, (tx) => getAsset(tx, outputAssetId));
  }

  @ResolveField('estimatedCost')
  estimatedCost(@Parent() { estimate }: GenerationRow): Money | null {
    return estimate ?? null;
  }

  @ResolveField('pixelArt')
  pixelArt(@Parent() row: GenerationRow): ShownPixelArt | null {
    return shownPixelArt(row);
  }

  @ResolveField('etaSeconds')
  etaSeconds(@Parent() row: GenerationRow): number | null {
    return secondsLeft(row);
  }

  @ResolveField('timings')
  timings(@Parent() row: GenerationRow): GenerationTimings {
    return timingsOf(row);
  }

  @ResolveField('warnings')
  warnings(@Parent() row: GenerationRow): Promise<UserError[]> {
    return generationWarnings(this.database, row);
  }

  @ResolveField('processingMs')
  processingMs(@Parent() { createdAt, completedAt }: GenerationRow): number | null {
    return completedAt && completedAt.getTime() - createdAt.getTime();
  }
}
