import type { Prisma, Render } from './generated/client.ts';
import { isId } from './ids.ts';
import { revive, toJsonText } from './json.ts';
import { CHANNEL } from './notify.ts';
import type { RenderEventRecord, RenderRecord } from './rows.ts';
import type { Tx } from './tx.ts';

/** Locks the render's row. Lock order everywhere: render (or generation), then its progress, then the workspace. */
export async function lockRender(tx: Tx, id: string): Promise<Render | null> {
  if (!isId(id)) return null;
  await tx.db.$queryRaw`SELECT 1 AS one FROM render WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return tx.db.render.findUnique({ where: { id } });
}

/**
 * Writes the next event with the render as it is in this transaction, changed by `change`. The numbers are allotted here, under row locks held
 * until the commit, so that they are without gap and in the order of commits.
 */
export async function appendRenderEvent(
  tx: Tx,
  id: string,
  { type, step }: { type: string; step: string },
  change: Prisma.RenderUpdateInput = {},
): Promise<RenderRecord> {
  const record = (await tx.db.render.update({
    where: { id },
    data: { ...change, lastSeq: { increment: 1 } },
    include: { outputs: { orderBy: { index: 'asc' } }, progress: true },
  })) as unknown as RenderRecord;
  // The workspace's number last, as nextWorkspaceSeq says; the event and who waits for it in the same statement.
  const told = await tx.db.$queryRaw<unknown[]>`
    WITH counted AS (UPDATE workspace SET last_seq = last_seq + 1 WHERE id = ${tx.workspaceId}::uuid RETURNING last_seq),
    written AS (
      INSERT INTO render_event (render_id, seq, workspace_id, workspace_seq, type, step, snapshot)
      SELECT ${id}::uuid, ${record.lastSeq}::int, ${tx.workspaceId}::uuid, last_seq, ${type}, ${step}, ${toJsonText(record)}::jsonb FROM counted
      RETURNING seq)
    SELECT pg_notify(${CHANNEL}, topic)::text FROM written, unnest(${[`render:${id}`, `workspace:${tx.workspaceId}`]}::text[]) AS topic`;
  if (told.length === 0) throw new Error(`workspace ${tx.workspaceId} does not exist`);
  return record;
}

const DATES = ['cancelRequestedAt', 'workflowStartedAt', 'createdAt', 'startedAt', 'finishedAt', 'playlistAt'];

function reviveRender(snapshot: unknown): RenderRecord {
  const render = revive<RenderRecord>(snapshot, DATES, ['maxCost']);
  render.outputs = render.outputs.map((o) => revive(o, [], ['bytes']));
  render.progress = revive(render.progress, ['updatedAt', 'renderingAt'], []);
  return render;
}

/** Stored events after `after` (0: all), oldest first, at most `first` (100 when not given). */
export async function renderEventsAfter(tx: Tx, renderId: string, after: number, first = 100): Promise<RenderEventRecord[]> {
  if (!isId(renderId)) return [];
  const rows = await tx.db.renderEvent.findMany({ where: { renderId, seq: { gt: after } }, orderBy: { seq: 'asc' }, take: first });
  return rows.map(({ seq, workspaceSeq, at, type, snapshot }) => ({ seq, workspaceSeq, at, type, render: reviveRender(snapshot) }));
}
