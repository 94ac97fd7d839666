import { Module } from '@nestjs/common';
import { FramesResolver } from './frames.resolver.ts';
import { FramesService } from './frames.service.ts';

@Module({ providers: [FramesResolver, FramesService] })
export class FramesModule {}
