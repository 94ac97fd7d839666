/** Where the truth will lie: below p10 in one of ten cases, above p90 in one of ten. */
export interface Band {
  p10: number;
  p50: number;
  p90: number;
}

/** Ratios of real to reckoned that nobody has seen yet: spread wide, as a fresh install must be. */
const UNSEEN = [0.3, 0.5, 0.65, 0.8, 0.92, 1, 1.1, 1.25, 1.5, 2, 3];
/** With this many real ones, the unseen no longer count. */
const ENOUGH = 10;
/** Ratios looked at: older ones say nothing about the machine's load now. */
const LOOKED_AT = 40;
/** Each bound holds with this probability, so that a few ratios give a wider band than many. */
const CONFIDENCE = 0.8;
const TAIL = 0.1;
/** No machine is steadier than this. */
const LEAST = 0.08;

/**
 * The band that ratios of real to reckoned have fallen into: tolerance bounds on their order statistics, which need no law of how they are spread.
 * @param ratios newest first
 */
export function bandOf(ratios: readonly number[]): Band {
  const real = ratios.filter((r) => Number.isFinite(r) && r > 0).slice(0, LOOKED_AT);
  const sorted = [...real, ...unseen(Math.max(0, ENOUGH - real.length))].sort((a, b) => a - b);
  const rank = boundRank(sorted.length);
  const [lowest, highest] = [sorted[rank - 1]!, sorted[sorted.length - rank]!];
  const p50 = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
  return { p10: Math.min(lowest, p50 * (1 - LEAST)), p50, p90: Math.max(highest, p50 * (1 + LEAST)) };
}

/** `count` of them, evenly chosen, the outermost first to be kept. */
const unseen = (count: number): number[] =>
  count >= UNSEEN.length
    ? UNSEEN
    : count === 1
      ? [1]
      : Array.from({ length: count }, (_, i) => UNSEEN[Math.round((i * (UNSEEN.length - 1)) / (count - 1))]!);

/** The largest r for which the r-th of n sorted values lies, with confidence, no farther inside than the tenth part; 1 at least. */
function boundRank(n: number): number {
  let [rank, chance, below] = [0, (1 - TAIL) ** n, 0];
  // P(Binomial(n, 0.1) ≥ r) = 1 − P(≤ r − 1)
  while (1 - (below + chance) >= CONFIDENCE) {
    below += chance;
    rank++;
    chance *= ((n - rank + 1) / rank) * (TAIL / (1 - TAIL));
  }
  return Math.max(1, rank);
}
