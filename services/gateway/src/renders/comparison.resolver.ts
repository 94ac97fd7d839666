import { Inject } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { type ComparisonResult, ComparisonService } from './comparison.service.ts';

@Resolver()
export class ComparisonResolver {
  private readonly service: ComparisonService;

  constructor(@Inject(ComparisonService) service: ComparisonService) {
    this.service = service;
  }

  @Query('compareRenders')
  compareRenders(@Actor() actor: Principal, @Args('a') a: string, @Args('b') b: string): Promise<ComparisonResult> {
    return this.service.compare(actor, a, b);
  }
}
