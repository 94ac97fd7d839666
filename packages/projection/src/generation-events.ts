import { isId } from './ids.ts';
import { revive, toJson } from './json.ts';
import { nextWorkspaceSeq, notify } from './notify.ts';
import type { GenerationEventRecord, GenerationRow } from './rows.ts';
import type { Tx } from './tx.ts';

/** Locks the row. See lockRender for the order of locks. */
export async function lockGeneration(tx: Tx, id: string): Promise<GenerationRow | null> {
  if (!isId(id)) return null;
  await tx.db.$queryRaw`SELECT 1 AS one FROM generation WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return (await tx.db.generation.findUnique({ where: { id } })) as unknown as GenerationRow | null;
}

/** Writes the next event with the generation as it is in this transaction; numbers as in appendRenderEvent. */
export async function appendGenerationEvent(tx: Tx, id: string, event: { type: string; step: string }): Promise<GenerationRow> {
  const row = (await tx.db.generation.update({ where: { id }, data: { lastSeq: { increment: 1 } } })) as unknown as GenerationRow;
  const workspaceSeq = await nextWorkspaceSeq(tx);
  await tx.db.generationEvent.create({
    data: { generationId: id, seq: row.lastSeq, workspaceId: tx.workspaceId, workspaceSeq, ...event, snapshot: toJson(row) },
  });
  await notify(tx, `generation:${id}`, `workspace:${tx.workspaceId}`);
  return row;
}

const DATES = [
  'cancelRequestedAt',
  'workflowStartedAt',
  'createdAt',
  'startedAt',
  'acceptedAt',
  'producedAt',
  'completedAt',
  'waitersFailedAt',
];

/** Stored events after `after` (0: all), oldest first, at most `first` (100 when not given). */
export async function generationEventsAfter(tx: Tx, generationId: string, after: number, first = 100): Promise<GenerationEventRecord[]> {
  if (!isId(generationId)) return [];
  const rows = await tx.db.generationEvent.findMany({ where: { generationId, seq: { gt: after } }, orderBy: { seq: 'asc' }, take: first });
  return rows.map(({ seq, workspaceSeq, at, type, snapshot }) => ({
    seq,
    workspaceSeq,
    at,
    type,
    generation: revive(snapshot, DATES, []),
  }));
}
