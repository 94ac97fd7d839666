/** An amount as it is shown. */
export interface Money {
  /** Decimal string in `currency`, e.g. "0.32". */
  amount: string;
  currency: 'USD';
}

/** An amount as it is reckoned with: millionths of a US dollar. */
export type Micros = bigint;

const AMOUNT = /^(\d{1,9})(?:\.(\d{1,6}))?$/;

/** Null when the text is no amount: digits, and at most six after the point. */
export function microsOfAmount(amount: string): Micros | null {
  const parts = AMOUNT.exec(amount);
  return parts ? BigInt(parts[1] ?? '0') * 1_000_000n + BigInt((parts[2] ?? '').padEnd(6, '0')) : null;
}

/** @throws when the amount is no decimal number */
export function microsOf({ amount }: Money): Micros {
  const micros = microsOfAmount(amount);
  if (micros === null) throw new Error(`not an amount of money: ${amount}`);
  return micros;
}

/** At least two digits after the point, six at most. @param micros not negative */
export function moneyOf(micros: Micros): Money {
  const parts = String(micros % 1_000_000n).padStart(6, '0');
  return { amount: `${micros / 1_000_000n}.${parts.replace(/0+$/, '').padEnd(2, '0')}`, currency: 'USD' };
}

/** @param usd not negative; what is finer than a millionth is rounded */
export const dollars = (usd: number): Money => moneyOf(BigInt(Math.round(usd * 1e6)));
