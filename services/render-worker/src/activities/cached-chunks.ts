import { findChunks, seedChunks, touchChunks } from '@workprint/projection';
import type { Plan, PlanChunk } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';
import { keysOf } from './keys.ts';
import { renderOrder } from './render-order.ts';

/** Whether the cache has a chunk in all its encodings. */
const complete = ({ encoded }: PlanChunk, cached: ReadonlySet<string>): boolean => encoded.every((e) => cached.has(e.key));

/** Indices of the chunks that are to be made, in the order they are begun in. */
export const missingOf = ({ chunks }: Plan, cached: ReadonlySet<string>): number[] =>
  renderOrder(chunks.filter((c) => !complete(c, cached)));

/**
 * Keys the cache knows of a render's plans, and of others beside them; the plans' chunks are written down as the render's. Whether their
 * objects are really there shows when they are joined.
 */
export const lookUp = (
  { db }: Pick<Dependencies, 'db'>,
  { workspaceId, renderId }: { workspaceId: string; renderId: string },
  plans: readonly Plan[],
  beside: readonly Plan[] = [],
): Promise<Set<string>> =>
  db.withWorkspace(workspaceId, async (tx) => {
    const rows = await findChunks(tx, keysOf([...plans, ...beside]));
    const known = new Set(rows.map((r) => r.key));
    const seeds = plans.flatMap(({ chunks, firstChunk }) =>
      chunks.map((c) => ({ index: firstChunk + c.index, key: c.key, frames: c.frames, reused: complete(c, known) })),
    );
    await seedChunks(tx, renderId, seeds);
    if (known.size > 0) await touchChunks(tx, [...known]);
    return known;
  });
