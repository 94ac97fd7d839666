import { Module } from '@nestjs/common';
import { AssetResolver } from './asset.resolver.ts';
import { AssetsResolver } from './assets.resolver.ts';
import { ImportsService } from './imports.service.ts';
import { IngestStarter } from './ingest-starter.ts';
import { S3SourcesService } from './s3-sources.service.ts';
import { UploadsService } from './uploads.service.ts';

@Module({
  providers: [AssetResolver, AssetsResolver, UploadsService, ImportsService, IngestStarter, S3SourcesService],
  exports: [ImportsService, S3SourcesService],
})
export class AssetsModule {}
