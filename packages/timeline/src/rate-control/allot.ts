/** What a first pass found out about one chunk. */
export interface ChunkCost {
  frames: number;
  /** Bits it takes at a constant quality: how hard it is to encode. */
  bits: number;
}

/** Allotted rates are steps of 5%: a small change elsewhere in the timeline leaves most chunks' rates, and keys, as they were. */
const STEP = 1.05;
/** kbit/s: below this an encoder has nothing to work with. */
const LEAST = 24;

const rate = (step: number): number => Math.round(STEP ** step);

/**
 * Average rates in kbit/s by chunk, so that all look equally good and together take at most `budgetBits`.
 * Every chunk gets at least 24 kbit/s; null when even that is more than the budget.
 */
export function allotRates(chunks: readonly ChunkCost[], fps: number, budgetBits: number): number[] | null {
  const seconds = chunks.map((c) => c.frames / fps);
  const whole = chunks.reduce((sum, c) => sum + Math.max(1, c.bits), 0);
  const least = Math.ceil(Math.log(LEAST) / Math.log(STEP));
  const taken = (step: number, i: number): number => rate(step) * 1000 * seconds[i]!;
  const ideal = chunks.map((c, i) => (Math.max(1, c.bits) / whole) * (budgetBits / 1000 / seconds[i]!));
  const steps = ideal.map((kbps) => Math.max(least, Math.floor(Math.log(Math.max(1, kbps)) / Math.log(STEP))));
  let left = budgetBits - steps.reduce((sum, step, i) => sum + taken(step, i), 0);
  // What the easiest chunks were given for free comes from those that have most.
  while (left < 0) {
    const most = indexOfLargest(steps.map((step) => (step > least ? step : Number.NEGATIVE_INFINITY)));
    if (most === null) return null;
    left += taken(steps[most]!, most) - taken(steps[most]! - 1, most);
    steps[most]! -= 1;
  }
  // And what rounding left over goes to those that lost most by it, once each.
  const losses = ideal.map((kbps, i) => ({ i, loss: kbps / rate(steps[i]!) })).sort((a, b) => b.loss - a.loss);
  for (const { i, loss } of losses) {
    const more = taken(steps[i]! + 1, i) - taken(steps[i]!, i);
    if (loss <= 1 || more > left) continue;
    left -= more;
    steps[i]! += 1;
  }
  return steps.map(rate);
}

function indexOfLargest(values: readonly number[]): number | null {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest === Number.NEGATIVE_INFINITY ? null : values.indexOf(largest);
}
