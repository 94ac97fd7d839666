import type { PrepareInput } from '@workprint/contracts';
import { claimChunks, seedChunks, type Tx } from '@workprint/projection';
import type { Plan, PlanChunk } from '@workprint/timeline';
import { keysOf } from './keys.ts';
import { chunkSeconds, outlookOf, type Pace } from './outlook.ts';
import { renderOrder } from './render-order.ts';

/** Whether the cache has a chunk in all its encodings. */
export const complete = ({ encoded }: PlanChunk, cached: ReadonlySet<string>): boolean => encoded.every((e) => cached.has(e.key));

/** Indices of the chunks that are to be made, in the order they are begun in. */
export function missingOf(plan: Plan, cached: ReadonlySet<string>, pace: Pace): number[] {
  const seconds = chunkSeconds(plan, pace);
  return renderOrder(
    plan.chunks.filter((c) => !complete(c, cached)),
    { slots: pace.slots, watched: plan.playlist !== undefined, seconds: (index) => seconds[index]! },
  );
}

/**
 * Keys the cache knows of a render's plans, and of others beside them; it keeps all of these until the render ends. The plans' chunks are
 * written down as the render's. Whether their objects are really there shows when they are joined.
 */
export const lookUp = async (
  tx: Tx,
  { renderId, revision }: Pick<PrepareInput, 'renderId' | 'revision'>,
  plans: readonly Plan[],
  pace: Pace,
  beside: readonly Plan[] = [],
): Promise<Set<string>> => {
  const known = await claimChunks(tx, renderId, keysOf([...plans, ...beside]));
  const seeds = plans.flatMap((plan) => {
    const seconds = chunkSeconds(plan, pace);
    return plan.chunks.map((c) => ({
      ...{ index: plan.firstChunk + c.index, key: c.key, frames: c.frames, reused: complete(c, known) },
      expectedSeconds: seconds[c.index]!,
    }));
  });
  await seedChunks(tx, { renderId, revision }, seeds, outlookOf(pace, plans));
  return known;
};
