import type { Database } from '@workprint/projection';
import type { Principal } from '../auth/principal.ts';
import { type PrincipalLoader, principalLoader } from '../auth/principals.ts';
import { type RenderCostLoader, renderCostLoader } from '../renders/render-costs.ts';

/** What resolvers know of the request they serve. */
export interface RequestContext {
  /** Null until a token was shown; ScopeGuard lets nobody pass without. */
  principal: Principal | null;
  principals: PrincipalLoader | null;
  renderCosts: RenderCostLoader | null;
}

export const requestContext = (database: Database, principal: Principal | null): RequestContext => ({
  principal,
  principals: principal && principalLoader(database, principal.workspaceId),
  renderCosts: principal && renderCostLoader(database, principal.workspaceId),
});
