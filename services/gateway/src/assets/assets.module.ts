import { Module } from '@nestjs/common';
import { AssetResolver } from './asset.resolver.ts';
import { AssetsResolver } from './assets.resolver.ts';
import { ImportsService } from './imports.service.ts';
import { IngestStarter } from './ingest-starter.ts';
import { UploadsService } from './uploads.service.ts';

@Module({ providers: [AssetResolver, AssetsResolver, UploadsService, ImportsService, IngestStarter], exports: [ImportsService] })
export class AssetsModule {}
