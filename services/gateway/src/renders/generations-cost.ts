import { estimateCost, type Micros, microsOf, moneyOf } from '@workprint/contracts';
import { type PricedIntent, type RenderEstimateRecord, sumOfIntents, type Tx, unbought } from '@workprint/projection';
import { generationReferences, intentKeyIn, type Timeline } from '@workprint/timeline';

/** What these timelines ask for first, priced; intents of the same key are bought once, fresh ones for each timeline and clip. */
const pricedIntents = (timelines: readonly Timeline[], rootId: string | null): PricedIntent[] =>
  timelines.flatMap((timeline, row) =>
    generationReferences(timeline).map((one) => ({
      intentKey: one.fresh && rootId === null ? `${row} ${one.path}` : intentKeyIn(one, rootId),
      estimate: estimateCost(one),
    })),
  );

/**
 * What the generations of timelines cost together that nobody has running or finished yet.
 * @param rootId of the render they are for, where it is there already
 */
export async function generationsCost(tx: Tx, timelines: readonly Timeline[], rootId: string | null = null): Promise<Micros> {
  const wanted = pricedIntents(timelines, rootId);
  return wanted.length === 0 ? 0n : sumOfIntents(await unbought(tx, wanted));
}

/** An estimate with what its generations cost. */
export const withGenerations = (estimate: RenderEstimateRecord, micros: Micros): RenderEstimateRecord =>
  micros === 0n ? estimate : { ...estimate, cost: moneyOf(micros + (estimate.cost ? microsOf(estimate.cost) : 0n)) };
