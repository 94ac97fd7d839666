import { insertMembers } from './batch-members.ts';
import { Prisma } from './generated/client.ts';
import { isId } from './ids.ts';
import { toJsonOrNull } from './json.ts';
import type { NewRender } from './renders.ts';
import { type BatchRow, type RenderRow, TERMINAL_RENDER } from './rows.ts';
import type { Tx } from './tx.ts';

export interface NewBatch {
  id: string;
  createdBy: string;
  projectId?: string | null;
  templateId?: string | null;
  /** 1 (first) to 5. */
  priority: number;
  metadata?: unknown;
  /** Millionths of a US dollar that the generations of all members may cost together; none: no limit of its own. */
  maxCost?: bigint | null;
}

/** Accepts a batch with its members, in order, each QUEUED with its event 1. Its workflow is started after the commit, or by the sweeper. */
export async function insertBatch(tx: Tx, { metadata, ...plain }: NewBatch, members: readonly NewRender[]): Promise<BatchRow> {
  const batch = await tx.db.renderBatch.create({
    data: { ...plain, workspaceId: tx.workspaceId, total: members.length, metadata: toJsonOrNull(metadata, Prisma.DbNull) },
  });
  await insertMembers(tx, batch.id, members);
  return batch;
}

/** Null when there is none in this workspace. */
export async function getBatch(tx: Tx, id: string): Promise<BatchRow | null> {
  return isId(id) ? tx.db.renderBatch.findUnique({ where: { id } }) : null;
}

/** Notes the wish to stop, once. The caller cancels the workflow after the commit; that cancels the members. */
export async function requestBatchCancel(tx: Tx, id: string): Promise<BatchRow | null> {
  if (!isId(id)) return null;
  await tx.db.renderBatch.updateMany({ where: { id, cancelRequestedAt: null, finishedAt: null }, data: { cancelRequestedAt: new Date() } });
  return getBatch(tx, id);
}

export async function markBatchStarted(tx: Tx, id: string): Promise<void> {
  await tx.db.renderBatch.updateMany({ where: { id, workflowStartedAt: null }, data: { workflowStartedAt: new Date() } });
}

/** Notes that no member is left to be started or waited for. */
export async function finishBatch(tx: Tx, id: string): Promise<void> {
  await tx.db.renderBatch.updateMany({ where: { id, finishedAt: null }, data: { finishedAt: new Date() } });
}

const unfinished = { notIn: [...TERMINAL_RENDER] };

export interface ToStart {
  /** Members that may be started now: those next in line, as many as `window` leaves room for. */
  members: RenderRow[];
  /** Members that run, those given here not among them. */
  running: number;
  /** Members not started, those given here among them. */
  waiting: number;
}

/** Which members are next when at most `window` of them may run at a time; `atMost` in one go. */
export async function membersToStart(tx: Tx, batchId: string, { window, atMost }: { window: number; atMost: number }): Promise<ToStart> {
  const open = { batchId, status: unfinished };
  const waiting = await tx.db.render.count({ where: { ...open, workflowStartedAt: null } });
  const running = await tx.db.render.count({ where: { ...open, workflowStartedAt: { not: null } } });
  const room = Math.min(atMost, window - running);
  if (room <= 0 || waiting === 0) return { members: [], running, waiting };
  const members = await tx.db.render.findMany({ where: { ...open, workflowStartedAt: null }, orderBy: { batchRow: 'asc' }, take: room });
  return { members: members as unknown as RenderRow[], running, waiting };
}

const WHICH = {
  all: {},
  neverStarted: { workflowStartedAt: null },
  /** Not asked to stop, or asked and never started: nothing but us will end those. */
  toStop: { OR: [{ cancelRequestedAt: null }, { workflowStartedAt: null }] },
};

/** Members that have not ended, by row. */
export async function unfinishedMembers(tx: Tx, batchId: string, which: keyof typeof WHICH, limit: number): Promise<RenderRow[]> {
  const where = { batchId, status: unfinished, ...WHICH[which] };
  return (await tx.db.render.findMany({ where, orderBy: { batchRow: 'asc' }, take: limit })) as unknown as RenderRow[];
}
