import type { Plan } from '@workprint/timeline';

/** Everything the cache may have of some plans: chunks in all their encodings, sounds. Each key once. */
export const keysOf = (plans: readonly Plan[]): string[] => [
  ...new Set(plans.flatMap(({ chunks, audio }) => [...chunks.flatMap((c) => c.encoded), ...(audio?.encoded ?? [])].map((e) => e.key))),
];
