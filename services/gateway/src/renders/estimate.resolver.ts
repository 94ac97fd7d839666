import { Inject } from '@nestjs/common';
import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { dollars, type Money, microsOf, moneyOf } from '@workprint/contracts';
import type { CreateRenderInput } from '@workprint/graphql-schema';
import type { EstimateBand, RenderEstimateRecord } from '@workprint/projection';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { SETTINGS, type Settings } from '../tokens.ts';
import { CreateRenderService } from './create-render.service.ts';

interface EstimatePoint {
  seconds: number;
  cpuSeconds: number;
  cost: Money;
}

/** What a render will take: asked before, or as it was when the render was accepted. */
@Resolver('RenderEstimate')
export class EstimateResolver {
  private readonly creation: CreateRenderService;
  private readonly settings: Settings;

  constructor(@Inject(CreateRenderService) creation: CreateRenderService, @Inject(SETTINGS) settings: Settings) {
    this.creation = creation;
    this.settings = settings;
  }

  @Query('estimateRender')
  estimateRender(@Actor() actor: Principal, @Args('input') input: CreateRenderInput): Promise<RenderEstimateRecord> {
    return this.creation.estimate(actor, input);
  }

  @ResolveField('p10')
  p10(@Parent() estimate: RenderEstimateRecord): EstimatePoint | null {
    return this.point(estimate, 'p10');
  }

  @ResolveField('p50')
  p50(@Parent() estimate: RenderEstimateRecord): EstimatePoint | null {
    return this.point(estimate, 'p50');
  }

  @ResolveField('p90')
  p90(@Parent() estimate: RenderEstimateRecord): EstimatePoint | null {
    return this.point(estimate, 'p90');
  }

  private point({ likely, cost }: RenderEstimateRecord, at: keyof EstimateBand): EstimatePoint | null {
    if (!likely) return null;
    const cpuSeconds = likely.cpuSeconds[at];
    const computed = dollars((cpuSeconds / 3600) * this.settings.cpuUsdPerHour);
    return { seconds: likely.seconds[at], cpuSeconds, cost: moneyOf(microsOf(computed) + (cost ? microsOf(cost) : 0n)) };
  }
}
