import { estimateCost, FAILURES, type Micros, moneyOf } from '@workprint/contracts';
import { boughtBy, spending, sumOfIntents, type Tx, unbought } from '@workprint/projection';
import { generationReferences, intentKeyIn, type Timeline } from '@workprint/timeline';
import { type UserError, userError } from '../graphql/user-error.ts';

/**
 * Whether what a timeline has to buy fits the render's maxCost and what is left of the workspace's caps now. Nothing is held yet: the
 * workflow reserves before it buys, and may still find that others were faster.
 *
 * @param render that is there already: what it has bought stays bought, and counts
 */
export async function purchaseProblems(
  tx: Tx,
  timeline: Timeline,
  limit: Micros | null,
  render?: { id: string; rootId: string },
): Promise<UserError[]> {
  const wanted = generationReferences(timeline).map((one) => ({
    intentKey: one.fresh && !render ? one.path : intentKeyIn(one, render?.rootId ?? null),
    estimate: estimateCost(one),
  }));
  if (wanted.length === 0) return [];
  const micros = sumOfIntents(await unbought(tx, wanted));
  const before = render ? await boughtBy(tx, render.id) : 0n;
  const refuse = (message: string, path: string): UserError[] => [userError('SPEND_LIMIT', message, [path], FAILURES.SPEND_LIMIT.hint)];
  const cost = `Its generations are reckoned to cost ${moneyOf(micros).amount} USD`;
  if (limit !== null && micros > 0n && before + micros > limit)
    return refuse(`${cost}, more than ${before > 0n ? 'is left of ' : ''}maxCost.`, 'maxCost');
  const { dailyCap, monthlyCap, spentToday, spentThisMonth, reserved } = await spending(tx);
  const passes = (cap: bigint | null, spent: bigint): boolean => micros > 0n && cap !== null && spent + reserved + micros > cap;
  if (passes(dailyCap, spentToday)) return refuse(`${cost}, more than is left of the workspace's daily cap.`, 'timeline');
  if (passes(monthlyCap, spentThisMonth)) return refuse(`${cost}, more than is left of the workspace's monthly cap.`, 'timeline');
  return [];
}
