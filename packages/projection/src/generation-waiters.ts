import { lockGeneration } from './generation-events.ts';
import { requestGenerationCancel } from './generations.ts';
import { type GenerationRow, isTerminalGeneration, TERMINAL_RENDER } from './rows.ts';
import type { Tx } from './tx.ts';

/**
 * Makes the render wait for the generation and says how that is now. The row is locked meanwhile: when it is not ended here, whoever
 * ends it will find the waiter. Null when there is no such generation.
 */
export async function addGenerationWaiter(tx: Tx, generationId: string, renderId: string): Promise<GenerationRow | null> {
  const row = await lockGeneration(tx, generationId);
  if (!row) return null;
  if (!isTerminalGeneration(row.status)) {
    await tx.db.generationWaiter.createMany({ data: { generationId, renderId, workspaceId: tx.workspaceId }, skipDuplicates: true });
  }
  return row;
}

/** The generations that the render waits or waited for, however they ended: a failed one must be seen, not bought anew. */
export async function awaitedGenerations(tx: Tx, renderId: string): Promise<GenerationRow[]> {
  const rows = await tx.db.generation.findMany({ where: { waiters: { some: { renderId } } }, orderBy: { id: 'desc' } });
  return rows as unknown as GenerationRow[];
}

/** Unfinished renders that wait for the generation. */
export async function generationWaiters(tx: Tx, generationId: string): Promise<string[]> {
  const waiters = await tx.db.generationWaiter.findMany({ where: { generationId }, select: { renderId: true } });
  const ids = waiters.map((w) => w.renderId);
  const renders = await tx.db.render.findMany({
    where: { id: { in: ids }, status: { notIn: [...TERMINAL_RENDER] } },
    select: { id: true },
  });
  return renders.map((r) => r.id);
}

/**
 * Takes the render out of every generation's waiters. A generation that nobody waits for any more, and that was not asked for by
 * itself, is asked to stop; returns the ids of those, whose workflows the caller cancels after the commit.
 */
export async function leaveGenerations(tx: Tx, renderId: string): Promise<string[]> {
  const mine = await tx.db.generationWaiter.findMany({
    where: { renderId },
    select: { generationId: true },
    orderBy: { generationId: 'asc' },
  });
  const unwanted: string[] = [];
  for (const { generationId } of mine) {
    const row = await lockGeneration(tx, generationId);
    await tx.db.generationWaiter.deleteMany({ where: { generationId, renderId } });
    if (!row || row.direct || isTerminalGeneration(row.status)) continue;
    if ((await tx.db.generationWaiter.count({ where: { generationId } })) === 0) unwanted.push(generationId);
  }
  // Only now: an event locks the workspace, and nobody may wait for a generation while holding that.
  for (const id of unwanted) await requestGenerationCancel(tx, id);
  return unwanted;
}
