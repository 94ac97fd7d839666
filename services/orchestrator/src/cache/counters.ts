import type { Metrics } from '@workprint/runtime';
import type { Evicted } from './evict.ts';

/** What eviction tells operators. */
export interface CacheCounters {
  count(evicted: readonly Evicted[]): void;
  /** @param bytes that all caches hold together */
  hold(bytes: number): void;
}

export function cacheCounters(metrics: Metrics): CacheCounters {
  const objects = metrics.counter('workprint_cache_evicted_total', 'Objects evicted from caches', ['kind', 'reason']);
  const bytes = metrics.counter('workprint_cache_evicted_bytes_total', 'Bytes evicted from caches', ['kind', 'reason']);
  const held = metrics.gauge('workprint_cache_bytes', 'Bytes in the caches of all workspaces after the last eviction');
  return {
    count(evicted) {
      for (const { kind, reason, bytes: size } of evicted) {
        objects.inc({ kind, reason });
        bytes.inc({ kind, reason }, size);
      }
    },
    hold: (size) => held.set(size),
  };
}
