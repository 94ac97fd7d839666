import { lastPlans, objectKeys } from '@workprint/contracts';
import { earlierRenders } from '@workprint/projection';
import { ALL_ALIKE, likeness, type Plan } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import type { Owner } from './owner.ts';

export interface NearestRender {
  renderId: string;
  plans: Plan[];
}

type Needs = Pick<Dependencies, 'db' | 'store' | 'log'>;

/** The earlier render of the workspace that is most like this one, the newest of equals; null: none is like it. */
export const nearestRender = async (
  needs: Needs,
  { workspaceId, renderId }: Owner,
  plans: readonly Plan[],
  signal: AbortSignal,
): Promise<NearestRender | null> => {
  const keys = plans.flatMap((plan) => plan.chunks.map((c) => c.key));
  const ids = await needs.db.withWorkspace(workspaceId, (tx) => earlierRenders(tx, renderId, keys));
  const weighed = async (id: string) => {
    const before = await plansOf(needs.store, workspaceId, id, signal);
    return { renderId: id, plans: before, weight: before.length > 0 ? likeness(before, plans) : 0 };
  };
  // The one that shares most chunks: where nothing is new, nobody else need be read.
  const [first, ...others] = ids;
  const likeliest = first === undefined ? null : await weighed(first);
  if (likeliest === null || likeliest.weight === ALL_ALIKE) return likeliest;
  const candidates = [likeliest, ...(await Promise.all(others.map(weighed)))]
    .filter((one) => one.weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.renderId < b.renderId ? 1 : -1));
  return candidates[0] ?? null;
};

const plansOf = async (store: Needs['store'], workspaceId: string, renderId: string, signal: AbortSignal): Promise<Plan[]> => {
  const objects = await store.list(objectKeys.plans(workspaceId, renderId));
  return Promise.all(lastPlans(objects.map((o) => o.key)).map((key) => store.getJson<Plan>(key, { signal })));
};
