import type { PrepareInput } from '@workprint/contracts';
import { claimChunks } from '@workprint/projection';
import { type Plan, planPieces } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';

/** Activities that make pieces at most: every history stays short, however long the sources are. */
const GROUPS = 400;

/** A plan and the indices of its chunks that are to be drawn. */
export interface Undrawn {
  plan: Plan;
  missing: readonly number[];
}

/** By plan: pieces of normalised sources that its missing chunks show and the cache does not know, in groups. One of several plans makes them. */
export const missingPieces = async (
  { db, toolchain }: Pick<Dependencies, 'db' | 'toolchain'>,
  { workspaceId, renderId }: Pick<PrepareInput, 'workspaceId' | 'renderId'>,
  plans: readonly Undrawn[],
): Promise<number[][][]> => {
  const asked = new Set<string>();
  const wanted = plans.map(({ plan, missing }) => {
    const drawn = new Set(missing);
    return planPieces(plan, toolchain).flatMap(({ key, chunks }, index) => {
      if (asked.has(key) || !chunks.some((c) => drawn.has(c))) return [];
      asked.add(key);
      return [{ key, index }];
    });
  });
  if (asked.size === 0) return plans.map(() => []);
  const known = await db.withWorkspace(workspaceId, (tx) => claimChunks(tx, renderId, [...asked]));
  const size = Math.max(1, Math.ceil((asked.size - known.size) / GROUPS));
  return wanted.map((some) => {
    const indices = some.filter((w) => !known.has(w.key)).map((w) => w.index);
    return Array.from({ length: Math.ceil(indices.length / size) }, (_, i) => indices.slice(i * size, (i + 1) * size));
  });
};
