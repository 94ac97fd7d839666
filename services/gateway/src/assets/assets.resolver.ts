import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { CompleteUploadInput, CreateUploadInput, ImportAssetInput } from '@workprint/graphql-schema';
import { type AssetRow, type Database, getAsset, listAssets } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { type Connection, connection } from '../graphql/cursor.ts';
import { DATABASE } from '../tokens.ts';
import { ImportsService } from './imports.service.ts';
import { type AssetResult, type UploadResult, UploadsService } from './uploads.service.ts';

@Resolver()
export class AssetsResolver {
  private readonly database: Database;
  private readonly uploads: UploadsService;
  private readonly imports: ImportsService;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(UploadsService) uploads: UploadsService,
    @Inject(ImportsService) imports: ImportsService,
  ) {
    this.database = database;
    this.uploads = uploads;
    this.imports = imports;
  }

  @Query('asset')
  asset(@Actor() actor: Principal, @Args('id') id: string): Promise<AssetRow | null> {
    return this.database.withWorkspace(actor.workspaceId, (tx) => getAsset(tx, id));
  }

  @Query('assets')
  assets(@Actor() actor: Principal, @Args('first') first?: number, @Args('after') after?: string): Promise<Connection<AssetRow>> {
    return connection(this.database.withWorkspace(actor.workspaceId, (tx) => listAssets(tx, { first, after })));
  }

  @Mutation('createUpload')
  createUpload(@Actor() actor: Principal, @Args('input') input: CreateUploadInput): Promise<UploadResult> {
    return this.uploads.create(actor, input);
  }

  @Mutation('completeUpload')
  completeUpload(@Actor() actor: Principal, @Args('input') input: CompleteUploadInput): Promise<AssetResult> {
    return this.uploads.complete(actor, input.assetId);
  }

  @Mutation('importAsset')
  importAsset(@Actor() actor: Principal, @Args('input') input: ImportAssetInput): Promise<AssetResult> {
    return this.imports.import(actor, input);
  }
}
