import { type Prices, reckon } from './prices.ts';
import type { Work } from './work.ts';

/** Work that was done, and what it took. */
export interface Sample {
  work: Work;
  seconds: number;
}

/** A price from before is worth as much as this many samples of nothing else. */
const TRUST = 0.3;
/** Relative errors beyond this count less: a stalled disk must not change prices. */
const OUTLIER = 0.35;
const ROUNDS = 4;
const SWEEPS = 25;
/** A price may be this many times dearer or cheaper than the machine's speed says. */
const FARTHEST = 8;
const SHORTEST = 0.02;

/**
 * Prices learned from what was done: robust least squares of relative errors, drawn towards the prices from before at the machine's own speed,
 * so that what was never seen is no wild guess. Never negative.
 *
 * @param samples newest first
 * @param halfLife samples after which one counts half
 */
export function learnPrices(samples: readonly Sample[], before: Prices, halfLife: number): Prices {
  const usable = samples.filter((s) => s.seconds > 0 && reckon(s.work, before) > 0);
  if (usable.length === 0) return before;
  const age = usable.map((_, i) => 0.5 ** (i / halfLife));
  const speed = machineSpeed(usable, age, before);
  const kinds = [...new Set(usable.flatMap((s) => Object.keys(s.work)))].filter((kind) => before(kind) > 0);
  // Parts of each sample's time that its kinds take as priced now; what is sought is a factor for each.
  const rows = usable.map(({ work, seconds }) => kinds.map((k) => ((work[k] ?? 0) * before(k) * speed) / Math.max(SHORTEST, seconds)));
  const factors = kinds.map(() => 1);
  for (let round = 0; round < ROUNDS; round++) {
    const weights = rows.map((row, i) => age[i]! * trustIn(dot(row, factors)));
    descend(rows, weights, factors);
  }
  const learned = new Map(kinds.map((kind, i) => [kind, before(kind) * speed * factors[i]!]));
  return (kind) => learned.get(kind) ?? before(kind) * speed;
}

/** How much slower this machine is than the prices say: the middle of what was seen, with less confidence the less was seen. */
function machineSpeed(samples: readonly Sample[], weights: readonly number[], prices: Prices): number {
  const seen = samples.map(({ work, seconds }, i) => ({ ratio: Math.log(seconds / reckon(work, prices)), weight: weights[i]! }));
  seen.sort((a, b) => a.ratio - b.ratio);
  const all = seen.reduce((sum, s) => sum + s.weight, 0);
  let [middle, below] = [0, 0];
  for (const { ratio, weight } of seen) {
    if (below < all / 2) middle = ratio;
    below += weight;
  }
  return Math.exp((middle * all) / (all + 1));
}

/** Huber's weight of a relative error. */
const trustIn = (relative: number): number => Math.min(1, OUTLIER / Math.max(1e-9, Math.abs(Math.log(Math.max(1e-3, relative)))));

const dot = (row: readonly number[], factors: readonly number[]): number => row.reduce((sum, x, k) => sum + x * factors[k]!, 0);

/**
 * Coordinate descent on the normal equations: each factor in turn to where the error is least, no farther than a price may be. The pull
 * towards 1 keeps what was seen too little where it was.
 */
function descend(rows: readonly (readonly number[])[], weights: readonly number[], factors: number[]): void {
  const count = factors.length;
  const pull = factors.map(() => TRUST);
  const products = new Float64Array(count * count);
  rows.forEach((row, i) => {
    for (let k = 0; k < count; k++) {
      const x = weights[i]! * row[k]!;
      if (x === 0) continue;
      pull[k] = pull[k]! + x;
      for (let j = 0; j < count; j++) products[k * count + j]! += x * row[j]!;
    }
  });
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let k = 0; k < count; k++) {
      let others = 0;
      for (let j = 0; j < count; j++) if (j !== k) others += products[k * count + j]! * factors[j]!;
      factors[k] = Math.min(FARTHEST, Math.max(1 / FARTHEST, (pull[k]! - others) / (products[k * count + k]! + TRUST)));
    }
  }
}
