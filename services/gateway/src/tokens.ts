import type { Database, Feed } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import type { Logger } from 'pino';
import type { Workflows } from './workflows/workflows.ts';

/** What the gateway is told about the world around it. */
export interface Settings {
  /** This process, as /health names it. */
  workerId: string;
  /** Where clients reach this gateway, no slash at the end. */
  publicUrl: string;
  /** Signs download links. */
  secret: string;
  temporalUiUrl: string | null;
  temporalNamespace: string;
  /** Browser origins that may call; "*" for all. The gateway's own is always allowed. */
  corsOrigins: string[];
  /** Requests a principal may make in a minute. */
  requestsPerMinute: number;
  /** The task queue that chunks are drawn from. */
  chunkQueue: string;
  /** US dollars an hour of one CPU is reckoned at. */
  cpuUsdPerHour: number;
  /** AI providers that have a key. */
  providers: string[];
  replicateWebhookSecret: string | null;
  /** Where fal's public keys are. */
  falJwksUrl: string;
  /** The settings it lacks (none: it can be used), and the token of the address its events come to; null: no events. */
  mediaConvert: { missing: readonly string[]; callbackToken: string | null };
  /** Token issuer's key set; null: only API keys are taken. */
  jwt: { jwksUrl: string; issuer: string | null; audience: string | null } | null;
}

/** Everything the gateway uses and did not make itself; specs pass their own. */
export interface Dependencies {
  database: Database;
  feed: Feed;
  store: ObjectStore;
  workflows: Workflows;
  settings: Settings;
  log: Logger;
  /** Counts providers' callbacks for /metrics, by what became of them. */
  countCallback?: (provider: string, verdict: string) => void;
}

// Names for @Inject: the compiler leaves no type metadata, so each is said.
export const DATABASE = Symbol('database');
export const FEED = Symbol('feed');
export const STORE = Symbol('store');
export const WORKFLOWS = Symbol('workflows');
export const SETTINGS = Symbol('settings');
export const LOG = Symbol('log');
