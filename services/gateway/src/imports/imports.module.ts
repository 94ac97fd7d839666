import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/assets.module.ts';
import { ImportTimelineService } from './import-timeline.service.ts';
import { ImportsResolver } from './imports.resolver.ts';

@Module({ imports: [AssetsModule], providers: [ImportsResolver, ImportTimelineService] })
export class ImportsModule {}
