import type { Database } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { REQUEST_LIMIT_MS } from '../exchange.ts';
import type { Providers } from '../providers.ts';

/** The clockwork of a purchase, in milliseconds. Shorter only where a simulator is bought from. */
export interface Timing {
  /** How long after committing SENDING the request may still leave. */
  leaseMs: number;
  /** After which a request is aborted. */
  requestMs: number;
  /** How far the provider's clock may be from ours. */
  skewMs: number;
  /** Of a provider without a listing: how long after the last request could have arrived a callback may still name the job. */
  namingMs: number;
}

export const TIMING: Timing = { leaseMs: 10_000, requestMs: REQUEST_LIMIT_MS, skewMs: 60_000, namingMs: 5 * 60_000 };

/** What the activities stand on. */
export interface Dependencies {
  db: Database;
  store: ObjectStore;
  providers: Providers;
  /** Address of the gateway as providers reach it; null: no callbacks are asked for. */
  publicUrl: string | null;
  /** "host:port" of places that outputs may come from although their address is private (the simulators). */
  allowHosts: string[];
  /** TIMING when not given. */
  timing?: Timing;
  /** Seconds after which a parked generation fails the renders that wait for it; a day when not given. */
  parkedSeconds?: number;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}
