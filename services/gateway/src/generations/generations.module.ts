import { Module } from '@nestjs/common';
import { EndedGenerationsService } from './ended-generations.service.ts';
import { GenerationResolver } from './generation.resolver.ts';
import { GenerationPixelArtResolver } from './generation-pixel-art.resolver.ts';
import { GenerationsResolver } from './generations.resolver.ts';
import { GenerationsService } from './generations.service.ts';

@Module({
  providers: [GenerationsResolver, GenerationResolver, GenerationPixelArtResolver, GenerationsService, EndedGenerationsService],
  exports: [GenerationsService],
})
export class GenerationsModule {}
