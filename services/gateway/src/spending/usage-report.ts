import { type Micros, type Money, moneyOf } from '@workprint/contracts';
import type { UsageRow } from '@workprint/projection';

export type UsageGroup = 'DAY' | 'PRINCIPAL' | 'PROVIDER' | 'PROJECT';

export interface ShownUsage {
  total: Money;
  groups: { key: string | null; generations: number; cost: Money; estimated: Money }[];
}

const KEYS: Record<UsageGroup, (row: UsageRow) => string | null> = {
  DAY: ({ at }) => at.toISOString().slice(0, 10),
  PRINCIPAL: ({ createdBy }) => createdBy,
  PROVIDER: ({ provider }) => provider,
  PROJECT: ({ projectId }) => projectId,
};

/** Pure. The groups in the order in which they first spent. */
export function usageReport(rows: readonly UsageRow[], by: UsageGroup): ShownUsage {
  const groups = new Map<string | null, { count: number; micros: Micros; estimated: Micros }>();
  for (const row of rows) {
    const key = KEYS[by](row);
    const group = groups.get(key) ?? { count: 0, micros: 0n, estimated: 0n };
    group.count++;
    group.micros += row.micros;
    if (row.estimated) group.estimated += row.micros;
    groups.set(key, group);
  }
  const total = rows.reduce((all, { micros }) => all + micros, 0n);
  return {
    total: moneyOf(total),
    groups: [...groups].map(([key, g]) => ({ key, generations: g.count, cost: moneyOf(g.micros), estimated: moneyOf(g.estimated) })),
  };
}
