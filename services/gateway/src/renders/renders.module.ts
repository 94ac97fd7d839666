import { Module } from '@nestjs/common';
import { ComparisonResolver } from './comparison.resolver.ts';
import { ComparisonService } from './comparison.service.ts';
import { CreateRenderService } from './create-render.service.ts';
import { EstimateResolver } from './estimate.resolver.ts';
import { Estimator } from './estimator.ts';
import { RenderResolver } from './render.resolver.ts';
import { RenderEventsResolver } from './render-events.resolver.ts';
import { RenderOutputResolver } from './render-output.resolver.ts';
import { RenderPayloadResolver } from './render-payload.resolver.ts';
import { RenderStarter } from './render-starter.ts';
import { RendersResolver } from './renders.resolver.ts';
import { RendersService } from './renders.service.ts';
import { TimelineResolver } from './timeline.resolver.ts';

@Module({
  providers: [
    RendersResolver,
    RenderResolver,
    RenderOutputResolver,
    RenderPayloadResolver,
    RenderEventsResolver,
    TimelineResolver,
    ComparisonResolver,
    ComparisonService,
    CreateRenderService,
    EstimateResolver,
    Estimator,
    RendersService,
    RenderStarter,
  ],
  exports: [CreateRenderService],
})
export class RendersModule {}
