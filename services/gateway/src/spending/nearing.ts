import { type Micros, moneyOf } from '@workprint/contracts';
import { nears, type Spending } from '@workprint/projection';

/** A cap that a workspace comes near, as it is shown. */
export interface NearingCap {
  cap: 'DAILY' | 'MONTHLY';
  amount: string;
  used: string;
  percent: number;
  message: string;
}

/** Pure. The caps of which 80% or more is spent or held back, the nearest to its end first. */
export function nearingCaps({ dailyCap, monthlyCap, spentToday, spentThisMonth, reserved }: Spending): NearingCap[] {
  const all = [nearing('DAILY', dailyCap, spentToday + reserved), nearing('MONTHLY', monthlyCap, spentThisMonth + reserved)];
  return all.filter((one) => one !== null).sort((a, b) => b.percent - a.percent);
}

function nearing(cap: NearingCap['cap'], limit: Micros | null, micros: Micros): NearingCap | null {
  if (limit === null || !nears(limit, micros)) return null;
  const percent = limit === 0n ? 100 : Number((micros * 100n) / limit);
  const [amount, used] = [moneyOf(limit).amount, moneyOf(micros).amount];
  const message = `${percent}% of the ${cap.toLowerCase()} cap of ${amount} USD is spent or held back (${used} USD).`;
  return { cap, amount, used, percent, message };
}
