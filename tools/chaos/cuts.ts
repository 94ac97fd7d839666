/**
 * Where a purchase is cut, from the commit of SENDING on:
 * - `before-send`: the worker dies before the request leaves
 * - `stop-before-send`: the worker is stopped (SIGSTOP) between commit and send, and goes on long after its lease
 * - `after-send`: the worker dies while the provider works on the answer
 * - `after-read`: the worker dies with the answer read and not written down
 * - `after-commit`: the worker dies with the answer written down and not reported
 * - `mid-body`: the connection breaks in the middle of the answer
 */
export const CUTS = ['before-send', 'stop-before-send', 'after-send', 'after-read', 'after-commit', 'mid-body'] as const;
export type Cut = (typeof CUTS)[number];

/** What a run is made of; the same plan gives the same cuts. */
export interface CutPlan {
  seed: number;
  /** Of purchases that are cut, 0 to 1. */
  rate: number;
}

/** A number from 0 to 1 that follows from the seed and what it is for. */
export function drawn(seed: number, ...of: number[]): number {
  let state = seed | 0;
  for (const part of [0x9e3779b9, ...of]) {
    state = Math.imul(state ^ part, 0x85ebca6b);
    state ^= state >>> 13;
    state = Math.imul(state, 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return (state >>> 0) / 2 ** 32;
}

/** Purchases after this many attempts of one intent are left alone, or a high rate would never end. */
const CUT_ATTEMPTS = 2;

/** The cut of an intent's attempt, both counted from 0; null: it goes through. */
export function cutOf({ seed, rate }: CutPlan, intent: number, attempt: number): Cut | null {
  if (attempt >= CUT_ATTEMPTS || drawn(seed, intent, attempt, 1) >= rate) return null;
  return CUTS[Math.floor(drawn(seed, intent, attempt, 2) * CUTS.length)] ?? null;
}

/** The prompt of an intent; its number can be read from it. */
export const promptOf = (intent: number): string => `chaos #${intent} a river at dawn`;

/** Null when it is no prompt of ours. */
export function intentOf(prompt: string | null): number | null {
  const number = /^chaos #(\d+) /.exec(prompt ?? '')?.[1];
  return number === undefined ? null : Number(number);
}
