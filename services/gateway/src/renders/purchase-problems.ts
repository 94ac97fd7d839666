import { FAILURES, type Micros, moneyOf } from '@workprint/contracts';
import { spending, type Tx } from '@workprint/projection';
import { type UserError, userError } from '../graphql/user-error.ts';

/**
 * Whether what has to be bought fits the render's (or batch's) maxCost and what is left of the workspace's caps now. Nothing is held yet: the
 * workflow reserves before it buys, and may still find that others were faster.
 *
 * @param before what it has bought already: that stays bought, and counts
 */
export async function purchaseProblems(tx: Tx, micros: Micros, limit: Micros | null, before: Micros = 0n): Promise<UserError[]> {
  if (micros === 0n) return [];
  const refuse = (message: string, path: string): UserError[] => [userError('SPEND_LIMIT', message, [path], FAILURES.SPEND_LIMIT.hint)];
  const cost = `Its generations are reckoned to cost ${moneyOf(micros).amount} USD`;
  if (limit !== null && before + micros > limit) return refuse(`${cost}, more than ${before > 0n ? 'is left of ' : ''}maxCost.`, 'maxCost');
  const { dailyCap, monthlyCap, spentToday, spentThisMonth, reserved } = await spending(tx);
  const passes = (cap: Micros | null, spent: Micros): boolean => cap !== null && spent + reserved + micros > cap;
  if (passes(dailyCap, spentToday)) return refuse(`${cost}, more than is left of the workspace's daily cap.`, 'timeline');
  if (passes(monthlyCap, spentThisMonth)) return refuse(`${cost}, more than is left of the workspace's monthly cap.`, 'timeline');
  return [];
}
