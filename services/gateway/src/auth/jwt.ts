import { isId } from '@workprint/projection';
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Settings } from '../tokens.ts';
import type { Principal } from './principal.ts';

export type VerifyJwt = (token: string) => Promise<Principal | null>;

/** Takes tokens of an issuer whose keys are published: claims `sub`, `workspace` (uuid), `scope` ("read write"). */
export const jwtVerifier = (
  settings: NonNullable<Settings['jwt']>,
  keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(settings.jwksUrl)),
): VerifyJwt => {
  const options = {
    ...(settings.issuer && { issuer: settings.issuer }),
    ...(settings.audience && { audience: settings.audience }),
    requiredClaims: ['sub', 'exp'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options);
      return principalOf(payload);
    } catch (error) {
      if (error instanceof Error && 'code' in error) return null; // jose's own refusals carry one
      throw error;
    }
  };
};

const principalOf = (claims: JWTPayload): Principal | null => {
  if (!claims.sub || typeof claims.workspace !== 'string' || !isId(claims.workspace)) return null;
  return {
    id: `jwt:${claims.sub}`,
    name: typeof claims.name === 'string' ? claims.name : claims.sub,
    kind: 'JWT',
    workspaceId: claims.workspace,
    scopes: typeof claims.scope === 'string' ? claims.scope.split(' ') : ['read', 'write'],
    expiresAt: claims.exp === undefined ? null : new Date(claims.exp * 1000),
  };
};
