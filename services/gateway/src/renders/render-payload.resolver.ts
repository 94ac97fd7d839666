import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { UserError } from '../graphql/user-error.ts';
import type { RenderResult } from './create-render.service.ts';

@Resolver('RenderPayload')
export class RenderPayloadResolver {
  @ResolveField('warnings')
  warnings(@Parent() payload: RenderResult): UserError[] {
    return payload.warnings ?? [];
  }
}
