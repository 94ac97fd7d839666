import { isId } from './ids.ts';
import { revive, toRecordset } from './json.ts';
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
  await writeEvents(tx, [row], event);
  return row;
}

/** Writes event 1 of generations that were inserted in this transaction, and reads them. */
export async function openGenerationEvents(tx: Tx, ids: readonly string[]): Promise<GenerationRow[]> {
  if (ids.length === 0) return [];
  const rows = (await tx.db.generation.findMany({ where: { id: { in: [...ids] } } })) as unknown as GenerationRow[];
  await writeEvents(tx, rows, { type: 'PENDING', step: 'pending' });
  return rows;
}

async function writeEvents(tx: Tx, rows: readonly GenerationRow[], event: { type: string; step: string }): Promise<void> {
  const last = await nextWorkspaceSeq(tx, rows.length);
  const events = rows.map((row, i) => ({
    ...{ id: row.id, seq: row.lastSeq, snapshot: row },
    workspaceSeq: last - BigInt(rows.length - 1 - i),
  }));
  await tx.db.$executeRaw`
    INSERT INTO generation_event (generation_id, seq, workspace_id, workspace_seq, type, step, snapshot)
    SELECT id, seq, ${tx.workspaceId}::uuid, "workspaceSeq", ${event.type}, ${event.step}, snapshot
    FROM jsonb_to_recordset(${toRecordset(events)}::jsonb) AS event (id uuid, seq int, "workspaceSeq" bigint, snapshot jsonb)`;
  await notify(tx, ...rows.map(({ id }) => `generation:${id}`), `workspace:${tx.workspaceId}`);
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
