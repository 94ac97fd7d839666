import type { ObjectStore } from '@workprint/storage';
import type { Plan } from '@workprint/timeline';
import type { PlanReader } from './dependencies.ts';

const KEPT = 16;
/** A prepare that is tried again may write the plan anew: nothing old is used for long. */
const FRESH_MS = 15_000;

/** Reads plans from the store and keeps the last few for a moment: the chunks of a render come one after the other. */
export const openPlans = (store: Pick<ObjectStore, 'getJson'>, now: () => number = Date.now): PlanReader => {
  const kept = new Map<string, { plan: Promise<Plan>; until: number }>();
  return {
    async read(planKey, signal) {
      signal?.throwIfAborted();
      const known = kept.get(planKey);
      if (known !== undefined && known.until > now()) return known.plan;
      // Shared by several attempts: no single one's cancellation may end it.
      const plan = store.getJson<Plan>(planKey);
      kept.delete(planKey);
      kept.set(planKey, { plan, until: now() + FRESH_MS });
      plan.catch(() => kept.delete(planKey));
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
      return plan;
    },
  };
};
