import { type Micros, type Money, moneyOf } from '@workprint/contracts';
import type { UsageRow } from '@workprint/projection';

export type UsageGroup = 'DAY' | 'PRINCIPAL' | 'PROVIDER' | 'PROJECT';

export interface ShownUsage {
  total: Money;
  computeSeconds: number;
  storageBytes: bigint;
  groups: (Omit<Totals, 'cost' | 'estimated'> & { key: string | null; cost: Money; estimated: Money })[];
}

interface Totals {
  generations: number;
  renders: number;
  cost: Micros;
  estimated: Micros;
  computeSeconds: number;
  storageBytes: bigint;
}

const KEYS: Record<UsageGroup, (row: UsageRow) => string | null> = {
  DAY: ({ at }) => at.toISOString().slice(0, 10),
  PRINCIPAL: ({ createdBy }) => createdBy,
  PROVIDER: ({ provider }) => provider,
  PROJECT: ({ projectId }) => projectId,
};

const NOTHING: Totals = { generations: 0, renders: 0, cost: 0n, estimated: 0n, computeSeconds: 0, storageBytes: 0n };

const plus = (totals: Totals, { kind, micros, estimated, computeSeconds, storageBytes }: UsageRow): Totals => ({
  generations: totals.generations + (kind === 'GENERATION' ? 1 : 0),
  renders: totals.renders + (kind === 'RENDER' ? 1 : 0),
  cost: totals.cost + micros,
  estimated: totals.estimated + (estimated ? micros : 0n),
  computeSeconds: totals.computeSeconds + computeSeconds,
  storageBytes: totals.storageBytes + storageBytes,
});

/** Pure. The groups in the order in which they first used something. */
export function usageReport(rows: readonly UsageRow[], by: UsageGroup): ShownUsage {
  const groups = new Map<string | null, Totals>();
  for (const row of rows) groups.set(KEYS[by](row), plus(groups.get(KEYS[by](row)) ?? NOTHING, row));
  const { cost, computeSeconds, storageBytes } = rows.reduce(plus, NOTHING);
  const shown = ([key, totals]: [string | null, Totals]) => ({
    ...{ ...totals, key },
    ...{ cost: moneyOf(totals.cost), estimated: moneyOf(totals.estimated) },
  });
  return { total: moneyOf(cost), computeSeconds, storageBytes, groups: [...groups].map(shown) };
}
