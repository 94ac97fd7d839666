import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { RequestContext } from '../graphql/context.ts';
import { unauthenticated } from '../graphql/errors.ts';
import type { Principal } from './principal.ts';

/** Parameter of a resolver: the principal that asks. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = GqlExecutionContext.create(context).getContext<RequestContext>();
  if (!principal) throw unauthenticated();
  return principal;
});
