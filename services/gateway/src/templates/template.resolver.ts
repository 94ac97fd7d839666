import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { TemplateRow } from '@workprint/projection';
import type { ShownPrincipal } from '../auth/principals.ts';
import type { RequestContext } from '../graphql/context.ts';

/** Fields of a template that its row does not hold as they are shown. */
@Resolver('Template')
export class TemplateResolver {
  @ResolveField('createdBy')
  createdBy(@Parent() row: TemplateRow, @Context() context: RequestContext): Promise<ShownPrincipal> | null {
    return context.principals?.load(row.createdBy) ?? null;
  }

  @ResolveField('variables')
  variables(@Parent() row: TemplateRow) {
    return row.variables.map((variable) => ({ ...variable, type: variable.type.toUpperCase() }));
  }
}
