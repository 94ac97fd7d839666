import { Prisma } from './generated/client.ts';
import { isId } from './ids.ts';
import { toJson, toJsonOrNull } from './json.ts';
import { newestFirst, type Page, type PageArgs, readPage } from './paging.ts';
import { appendRenderEvent, lockRender } from './render-events.ts';
import {
  isTerminalRender,
  type RenderBackend,
  type RenderEstimateRecord,
  type RenderRecord,
  type RenderRow,
  type RenderStatus,
} from './rows.ts';
import type { Tx } from './tx.ts';

export interface NewRender {
  id: string;
  createdBy: string;
  projectId?: string | null;
  preset?: string | null;
  /** 1 (first) to 5. */
  priority: number;
  pipelineVersion: string;
  backend?: RenderBackend;
  timelineKey: string;
  outputSettings: RenderRow['outputSettings'];
  metadata?: unknown;
  /** Whether it is watched while it is rendered; true when absent. */
  playlist?: boolean;
  timeoutSeconds: number;
  framesTotal?: number | null;
  durationSeconds?: number | null;
  estimate?: RenderEstimateRecord | null;
  /** Millionths of a US dollar that its generations may cost together; none: no limit of its own. */
  maxCost?: bigint | null;
  retryOf?: string | null;
  /** The render's own id when it is no retry. */
  rootId: string;
  /** The batch it is a member of, and its row there, from 1. */
  batchId?: string | null;
  batchRow?: number | null;
}

export interface RenderFilter {
  status?: readonly RenderStatus[] | null;
  projectId?: string | null;
  /** Principal string. */
  createdBy?: string | null;
  preset?: string | null;
  batchId?: string | null;
}

/** What getRender and the lists read along. */
export const renderParts = { outputs: { orderBy: { index: 'asc' as const } }, progress: true } as const;

/** Accepts a render: status QUEUED, event 1. Its workflow is started after the commit, or by the sweeper. */
export async function insertRender(tx: Tx, render: NewRender): Promise<RenderRecord> {
  const { outputSettings, metadata, estimate, ...plain } = render;
  await tx.db.render.create({
    data: {
      ...plain,
      workspaceId: tx.workspaceId,
      outputSettings: toJson(outputSettings),
      metadata: toJsonOrNull(metadata, Prisma.DbNull),
      estimate: toJsonOrNull(estimate, Prisma.DbNull),
      progress: { create: { workspaceId: tx.workspaceId, framesTotal: render.framesTotal ?? 0 } },
    },
  });
  return appendRenderEvent(tx, render.id, { type: 'QUEUED', step: 'queued' });
}

/** Null when there is none in this workspace. */
export async function getRender(tx: Tx, id: string): Promise<RenderRecord | null> {
  if (!isId(id)) return null;
  return (await tx.db.render.findUnique({ where: { id }, include: renderParts })) as unknown as RenderRecord | null;
}

/** Newest first. @throws InvalidCursorError */
export function listRenders(tx: Tx, args: PageArgs & { filter?: RenderFilter | null }): Promise<Page<RenderRecord>> {
  const { status, projectId, createdBy, preset, batchId } = args.filter ?? {};
  if (batchId && !isId(batchId)) return Promise.resolve({ nodes: [], hasNextPage: false, endCursor: null });
  const filter: Prisma.RenderWhereInput = {
    ...(status ? { status: { in: [...status] } } : {}),
    ...(projectId ? { projectId } : {}),
    ...(createdBy ? { createdBy } : {}),
    ...(preset ? { preset } : {}),
    ...(batchId ? { batchId } : {}),
  };
  return readPage(
    args,
    (after, take) =>
      tx.db.render.findMany({ where: { AND: [filter, after] }, orderBy: newestFirst, take, include: renderParts }) as unknown as Promise<
        RenderRecord[]
      >,
  );
}

/**
 * Asks a render to stop: sets cancelRequestedAt and writes the event CANCEL_REQUESTED, once. A render that has ended stays as it
 * is. The caller cancels the workflow after the commit. Null when there is no such render.
 */
export async function requestRenderCancel(tx: Tx, id: string): Promise<RenderRecord | null> {
  const row = await lockRender(tx, id);
  if (!row) return null;
  if (row.cancelRequestedAt || isTerminalRender(row.status)) return getRender(tx, id);
  return appendRenderEvent(tx, id, { type: 'CANCEL_REQUESTED', step: 'cancel-requested' }, { cancelRequestedAt: new Date() });
}

/** Removes a finished render's rows, events included. The caller removes its objects (objectKeys.render) first. */
export async function deleteRenderRow(tx: Tx, id: string): Promise<'deleted' | 'running' | 'missing'> {
  const row = await lockRender(tx, id);
  if (!row) return 'missing';
  if (!isTerminalRender(row.status)) return 'running';
  await tx.db.assetWaiter.deleteMany({ where: { renderId: id } });
  await tx.db.generationWaiter.deleteMany({ where: { renderId: id } });
  await tx.db.render.delete({ where: { id } });
  return 'deleted';
}

/** Notes that its workflow was seen to have started: from now on it is never started again, only found lost. */
export async function markRenderStarted(tx: Tx, id: string): Promise<void> {
  await tx.db.render.updateMany({ where: { id, workflowStartedAt: null }, data: { workflowStartedAt: new Date() } });
}
