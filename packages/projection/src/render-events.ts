import type { Render } from './generated/client.ts';
import { isId } from './ids.ts';
import { revive, toJson } from './json.ts';
import { nextWorkspaceSeq, notify } from './notify.ts';
import type { RenderEventRecord, RenderRecord } from './rows.ts';
import type { Tx } from './tx.ts';

/** Locks the render's row. Lock order everywhere: render (or generation), then its progress, then the workspace. */
export async function lockRender(tx: Tx, id: string): Promise<Render | null> {
  if (!isId(id)) return null;
  await tx.db.$queryRaw`SELECT 1 AS one FROM render WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return tx.db.render.findUnique({ where: { id } });
}

/**
 * Writes the next event with the render as it is in this transaction. The numbers are allotted here, under row locks held until
 * the commit, so that they are without gap and in the order of commits.
 */
export async function appendRenderEvent(tx: Tx, id: string, event: { type: string; step: string }): Promise<RenderRecord> {
  const record = (await tx.db.render.update({
    where: { id },
    data: { lastSeq: { increment: 1 } },
    include: { outputs: { orderBy: { index: 'asc' } }, progress: true },
  })) as unknown as RenderRecord;
  const workspaceSeq = await nextWorkspaceSeq(tx);
  await tx.db.renderEvent.create({
    data: { renderId: id, seq: record.lastSeq, workspaceId: tx.workspaceId, workspaceSeq, ...event, snapshot: toJson(record) },
  });
  await notify(tx, `render:${id}`, `workspace:${tx.workspaceId}`);
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
