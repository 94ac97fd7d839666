/** The figures of a run. `ambiguous` and `parked` have no intent in common. */
export interface Tally {
  intents: number;
  /** Purchases on the provider's ledger. */
  billed: number;
  /** Purchases beyond the first of an intent. */
  doubles: number;
  /** Intents that had neither ended nor been parked when the time was up. */
  ambiguous: number;
  /** Intents that were left to a person. */
  parked: number;
  /** Intents that were paid for and ended without their video. */
  lost: number;
}

export interface Outcome {
  /** The intent's number. */
  intent: number;
  /** Of its generation. */
  status: string;
}

const ENDED = ['COMPLETED', 'FAILED', 'CANCELED'];

/** @param purchases the intent's number of each entry on the ledger */
export function tally(outcomes: readonly Outcome[], purchases: readonly number[]): Tally {
  const times = new Map<number, number>();
  for (const intent of purchases) times.set(intent, (times.get(intent) ?? 0) + 1);
  const count = (fits: (one: Outcome, bought: number) => boolean): number =>
    outcomes.filter((one) => fits(one, times.get(one.intent) ?? 0)).length;
  return {
    intents: outcomes.length,
    billed: purchases.length,
    doubles: [...times.values()].reduce((sum, n) => sum + n - 1, 0),
    ambiguous: count(({ status }) => status !== 'PARKED' && !ENDED.includes(status)),
    parked: count(({ status }) => status === 'PARKED'),
    lost: count(({ status }, bought) => bought > 0 && (status === 'FAILED' || status === 'CANCELED')),
  };
}

export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (all, one) => ({
      intents: all.intents + one.intents,
      billed: all.billed + one.billed,
      doubles: all.doubles + one.doubles,
      ambiguous: all.ambiguous + one.ambiguous,
      parked: all.parked + one.parked,
      lost: all.lost + one.lost,
    }),
    { intents: 0, billed: 0, doubles: 0, ambiguous: 0, parked: 0, lost: 0 },
  );

/** Of the intents may be left open. */
const MOST_AMBIGUOUS = 0.005;

export const isGood = ({ intents, doubles, ambiguous, lost }: Tally): boolean =>
  doubles === 0 && lost === 0 && ambiguous <= MOST_AMBIGUOUS * intents;
