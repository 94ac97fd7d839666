import { Inject } from '@nestjs/common';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { RenderFrameInput } from '@workprint/graphql-schema';
import { Actor } from '../auth/actor.ts';
import type { Principal } from '../auth/principal.ts';
import { type FramePayload, FramesService } from './frames.service.ts';

@Resolver()
export class FramesResolver {
  private readonly service: FramesService;

  constructor(@Inject(FramesService) service: FramesService) {
    this.service = service;
  }

  @Mutation('renderFrame')
  renderFrame(@Actor() actor: Principal, @Args('input') input: RenderFrameInput): Promise<FramePayload> {
    return this.service.draw(actor, input);
  }
}
