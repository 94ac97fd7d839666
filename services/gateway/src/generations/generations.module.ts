import { Module } from '@nestjs/common';
import { GenerationResolver } from './generation.resolver.ts';
import { GenerationsResolver } from './generations.resolver.ts';
import { GenerationsService } from './generations.service.ts';

@Module({ providers: [GenerationsResolver, GenerationResolver, GenerationsService] })
export class GenerationsModule {}
