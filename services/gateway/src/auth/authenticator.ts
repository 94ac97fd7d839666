import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Database, getApiKeyByHash, getApiKeys } from '@workprint/projection';
import { unauthenticated } from '../graphql/errors.ts';
import { DATABASE, SETTINGS, type Settings } from '../tokens.ts';
import { jwtVerifier, type VerifyJwt } from './jwt.ts';
import type { Principal } from './principal.ts';
import { RateLimit } from './rate-limit.ts';

/** For so long an open subscription believes that its key still holds. */
const BELIEF_MS = 5000;
/** Wrong tokens one address may try in a minute. */
const WRONG_TOKENS = 60;

/** Turns "Bearer <token>" into who is asking. */
@Injectable()
export class Authenticator {
  private readonly database: Database;
  private readonly verifyJwt: VerifyJwt | null;
  private readonly requests: RateLimit;
  private readonly wrong = new RateLimit(WRONG_TOKENS);
  /** Of keys that are being looked up right now: a burst of requests asks the database once. */
  private readonly lookUps = new Map<string, Promise<Principal | null>>();

  constructor(@Inject(DATABASE) database: Database, @Inject(SETTINGS) settings: Settings) {
    this.database = database;
    this.verifyJwt = settings.jwt && jwtVerifier(settings.jwt);
    this.requests = new RateLimit(settings.requestsPerMinute);
  }

  /**
   * Who sent the request; null when it carries no token. `from` is the client's address.
   * @throws UNAUTHENTICATED when the token is unknown, revoked or over; RATE_LIMITED
   */
  async authenticate(authorization: unknown, from: string): Promise<Principal | null> {
    if (authorization === undefined || authorization === null || authorization === '') return null;
    const token = typeof authorization === 'string' ? /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(authorization)?.[1] : undefined;
    const principal = token === undefined ? null : await this.principalOf(token);
    if (principal) return principal;
    await this.wrong.take(from);
    throw unauthenticated();
  }

  /** Counts one operation. @throws RATE_LIMITED */
  async count(principal: Principal | null, from: string): Promise<void> {
    await this.requests.take(principal ? `${principal.workspaceId}/${principal.id}` : from);
  }

  /** Throws UNAUTHENTICATED once the key was revoked or the token is over; asks the database every 5 s at most. */
  watch(principal: Principal): () => Promise<void> {
    let believedUntil = Date.now() + BELIEF_MS;
    return async () => {
      const now = Date.now();
      if (principal.expiresAt && principal.expiresAt.getTime() <= now) throw unauthenticated();
      if (now < believedUntil || principal.kind !== 'API_KEY') return;
      const id = principal.id.slice('key:'.length);
      const [key] = await this.database.withWorkspace(principal.workspaceId, (tx) => getApiKeys(tx, [id]));
      if (!key || key.revokedAt) throw unauthenticated();
      believedUntil = now + BELIEF_MS;
    };
  }

  private async principalOf(token: string): Promise<Principal | null> {
    if (this.verifyJwt && token.split('.').length === 3) return this.verifyJwt(token);
    const hash = createHash('sha256').update(token).digest('hex');
    const underWay = this.lookUps.get(hash);
    if (underWay) return underWay;
    const lookUp = this.principalOfKey(hash).finally(() => this.lookUps.delete(hash));
    this.lookUps.set(hash, lookUp);
    return lookUp;
  }

  private async principalOfKey(hash: string): Promise<Principal | null> {
    const workspaceId = await this.database.workspaceOfApiKey(hash);
    if (!workspaceId) return null;
    const key = await this.database.withWorkspace(workspaceId, (tx) => getApiKeyByHash(tx, hash));
    if (!key) return null;
    return { id: `key:${key.id}`, name: key.name, kind: 'API_KEY', workspaceId, scopes: key.scopes, expiresAt: null };
  }
}
