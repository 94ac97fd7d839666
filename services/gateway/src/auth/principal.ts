/** What a token may do: read (queries, subscriptions), write (mutations), admin (spending caps). */
export type Scope = 'read' | 'write' | 'admin';

/** Who acts, always inside one workspace. */
export interface Principal {
  /** "key:<uuid>" or "jwt:<subject>": what rows keep as createdBy. */
  id: string;
  name: string;
  kind: 'API_KEY' | 'JWT';
  workspaceId: string;
  scopes: string[];
  /** When the token ends by itself. */
  expiresAt: Date | null;
}

/** "*" stands for every scope, those to come included. */
export const allows = (principal: Principal, scope: Scope): boolean => principal.scopes.includes(scope) || principal.scopes.includes('*');
