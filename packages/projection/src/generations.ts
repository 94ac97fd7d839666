import type { Prisma } from './generated/client.ts';
import { appendGenerationEvent, lockGeneration } from './generation-events.ts';
import { isId } from './ids.ts';
import { newestFirst, type Page, type PageArgs, readPage } from './paging.ts';
import { ENDED_GENERATION, type GenerationRow, type GenerationStatus, isTerminalGeneration } from './rows.ts';
import type { Tx } from './tx.ts';

export interface GenerationFilter {
  status?: readonly GenerationStatus[] | null;
  projectId?: string | null;
  createdBy?: string | null;
}

export async function getGeneration(tx: Tx, id: string): Promise<GenerationRow | null> {
  return isId(id) ? ((await tx.db.generation.findUnique({ where: { id } })) as unknown as GenerationRow | null) : null;
}

/** Those that are there, in no order. */
export const getGenerations = (tx: Tx, ids: readonly string[]): Promise<GenerationRow[]> =>
  tx.db.generation.findMany({ where: { id: { in: ids.filter(isId) } } }) as unknown as Promise<GenerationRow[]>;

/** Live or succeeded intents by their keys: what prepare asks before anything is bought. */
export const findGenerationsByIntent = (tx: Tx, intentKeys: readonly string[]): Promise<GenerationRow[]> =>
  tx.db.generation.findMany({
    where: { intentKey: { in: [...intentKeys] }, status: { notIn: ['FAILED', 'CANCELED'] }, cancelRequestedAt: null },
  }) as unknown as Promise<GenerationRow[]>;

/** Removes one that has ended, with its events and attempts; what was spent stays written down. False when it is missing or not over. */
export async function deleteGenerationRow(tx: Tx, id: string): Promise<boolean> {
  if (!isId(id)) return false;
  return (await tx.db.generation.deleteMany({ where: { id, status: { in: [...ENDED_GENERATION] } } })).count === 1;
}

/** Newest first. @throws InvalidCursorError */
export function listGenerations(tx: Tx, args: PageArgs & { filter?: GenerationFilter | null }): Promise<Page<GenerationRow>> {
  const { status, projectId, createdBy } = args.filter ?? {};
  const filter: Prisma.GenerationWhereInput = {
    ...(status ? { status: { in: [...status] } } : {}),
    ...(projectId ? { projectId } : {}),
    ...(createdBy ? { createdBy } : {}),
  };
  return readPage(
    args,
    (after, take) =>
      tx.db.generation.findMany({ where: { AND: [filter, after] }, orderBy: newestFirst, take }) as unknown as Promise<GenerationRow[]>,
  );
}

/** Sets cancelRequestedAt and writes CANCEL_REQUESTED, once; the caller cancels the workflow after the commit. Null when missing. */
export async function requestGenerationCancel(tx: Tx, id: string): Promise<GenerationRow | null> {
  const row = await lockGeneration(tx, id);
  if (!row) return null;
  if (row.cancelRequestedAt || isTerminalGeneration(row.status)) return row;
  await tx.db.generation.update({ where: { id }, data: { cancelRequestedAt: new Date() } });
  return appendGenerationEvent(tx, id, { type: 'CANCEL_REQUESTED', step: 'cancel-requested' });
}

/** Notes that its workflow was seen to have started. */
export const markGenerationStarted = (tx: Tx, id: string): Promise<void> => markGenerationsStarted(tx, [id]);

/** The same for several. */
export async function markGenerationsStarted(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.db.generation.updateMany({ where: { id: { in: [...ids] }, workflowStartedAt: null }, data: { workflowStartedAt: new Date() } });
}
