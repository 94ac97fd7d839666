import type { Database } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import type { Providers } from '../providers.ts';

/** What the activities stand on. */
export interface Dependencies {
  db: Database;
  store: ObjectStore;
  providers: Providers;
  /** Address of the gateway as providers reach it; null: no callbacks are asked for. */
  publicUrl: string | null;
  /** "host:port" of places that outputs may come from although their address is private (the simulators). */
  allowHosts: string[];
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}
