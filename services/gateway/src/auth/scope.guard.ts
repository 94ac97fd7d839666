import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../graphql/context.ts';
import { forbidden, unauthenticated } from '../graphql/errors.ts';
import { allows } from './principal.ts';

/** Stands before every root field: a token, and `write` for mutations. What is not GraphQL checks for itself. */
@Injectable()
export class ScopeGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType<string>() !== 'graphql') return true;
    const gql = GqlExecutionContext.create(context);
    const { principal } = gql.getContext<RequestContext>();
    if (!principal) throw unauthenticated();
    const scope = gql.getInfo<GraphQLResolveInfo>().operation.operation === 'mutation' ? 'write' : 'read';
    if (!allows(principal, scope)) throw forbidden(scope);
    return true;
  }
}
