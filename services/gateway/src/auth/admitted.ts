import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator } from './authenticator.ts';
import { allows, type Principal, type Scope } from './principal.ts';

/** Who asks a route that is no GraphQL, by bearer token. Null: 401, 403 or 429 was answered. */
export async function admitted(auth: Authenticator, scope: Scope, request: FastifyRequest, reply: FastifyReply): Promise<Principal | null> {
  const refuse = (status: number, error: string): null => {
    reply.code(status).send({ error });
    return null;
  };
  const principal = await auth.authenticate(request.headers.authorization, request.ip).catch(() => null);
  if (!principal) return refuse(401, 'A bearer token is needed.');
  if (!allows(principal, scope)) return refuse(403, `The token may not ${scope}.`);
  const counted = await auth.count(principal, request.ip).then(
    () => true,
    () => false,
  );
  return counted ? principal : refuse(429, 'Too many requests.');
}
