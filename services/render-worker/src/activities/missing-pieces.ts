import type { PrepareInput, PrepareResult } from '@workprint/contracts';
import { findChunks, touchChunks } from '@workprint/projection';
import { type Plan, planPieces } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';

/** Activities that make pieces at most: every history stays short, however long the sources are. */
const GROUPS = 400;

/** Pieces of normalised sources that the missing chunks show and the cache does not know, in groups. */
export const missingPieces = async (
  { db, toolchain }: Pick<Dependencies, 'db' | 'toolchain'>,
  { workspaceId }: Pick<PrepareInput, 'workspaceId'>,
  plan: Plan,
  missing: readonly number[],
): Promise<Pick<Extract<PrepareResult, { ready: true }>, 'mezzanines'>> => {
  const drawn = new Set(missing);
  const wanted = planPieces(plan, toolchain).flatMap(({ key, chunks }, index) =>
    chunks.some((c) => drawn.has(c)) ? [{ key, index }] : [],
  );
  if (wanted.length === 0) return {};
  const known = await db.withWorkspace(workspaceId, async (tx) => {
    const keys = (
      await findChunks(
        tx,
        wanted.map((w) => w.key),
      )
    ).map((row) => row.key);
    if (keys.length > 0) await touchChunks(tx, keys);
    return new Set(keys);
  });
  const indices = wanted.filter((w) => !known.has(w.key)).map((w) => w.index);
  const size = Math.max(1, Math.ceil(indices.length / GROUPS));
  const mezzanines = Array.from({ length: Math.ceil(indices.length / size) }, (_, i) => indices.slice(i * size, (i + 1) * size));
  return mezzanines.length > 0 ? { mezzanines } : {};
};
