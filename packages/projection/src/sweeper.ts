// What maintenance reads across workspaces, in db.asSystem as wp_system. Writes go through withWorkspace as wp_app.
import type { Database } from './database.ts';
import { type AssetRow, type BatchRow, type GenerationRow, type RenderRow, TERMINAL_RENDER } from './rows.ts';
import type { SystemTx } from './tx.ts';

/** A page of a listing; ids are in order of time. */
interface Page {
  /** Rows younger than this are left to whoever is making them. */
  olderThanSeconds?: number;
  /** Rows at most; 200 when not given. */
  limit?: number;
  /** The last id of the page before. */
  after?: string;
}

/** All pages of a listing: rows that nothing can be done for never hide those behind them. */
export async function everyRow<Row extends { id: string }>(
  system: Pick<Database, 'asSystem'>,
  listing: (tx: SystemTx, page: Page) => Promise<Row[]>,
  { limit = 200, ...page }: Page = {},
): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const rows = await system.asSystem((tx) => listing(tx, { ...page, limit, after: all.at(-1)?.id }));
    all.push(...rows);
    if (rows.length < limit) return all;
  }
}

const before = (seconds: number): Date => new Date(Date.now() - seconds * 1000);
const unfinishedRender = { notIn: [...TERMINAL_RENDER] };
const unfinishedGeneration = { in: ['PENDING' as const, 'QUEUED' as const, 'RUNNING' as const, 'PROCESSING' as const] };
const oldestFirst = { id: 'asc' as const };
const NIL = '00000000-0000-0000-0000-000000000000';
const since = (after = NIL) => ({ gt: after });

/**
 * Accepted renders whose workflow was never seen to start: start it (same id, so never twice). Members of a batch wait for their
 * turn, and frames of a generation are started by its own workflow.
 */
export async function orphanedRenders(tx: SystemTx, { olderThanSeconds = 5, limit = 200, after }: Page = {}): Promise<RenderRow[]> {
  const orphans = await tx.db.$queryRaw<{ id: string }[]>`
    SELECT id FROM render
    WHERE status::text <> ALL (${[...TERMINAL_RENDER]}) AND batch_id IS NULL AND workflow_started_at IS NULL
      AND created_at < ${before(olderThanSeconds)} AND id > ${after ?? NIL}::uuid
      AND NOT EXISTS (SELECT 1 FROM generation WHERE pixel_render_id = render.id)
    ORDER BY id LIMIT ${limit}`;
  const rows = await tx.db.render.findMany({ where: { id: { in: orphans.map(({ id }) => id) } }, orderBy: oldestFirst });
  return rows as unknown as RenderRow[];
}

/** Renders known to have started and not ended: look whether their workflow still lives. */
export const startedUnfinishedRenders = (tx: SystemTx, { olderThanSeconds = 10, limit = 200, after }: Page = {}): Promise<RenderRow[]> =>
  tx.db.render.findMany({
    where: { id: since(after), status: unfinishedRender, workflowStartedAt: { lt: before(olderThanSeconds) } },
    orderBy: oldestFirst,
    take: limit,
  }) as unknown as Promise<RenderRow[]>;

/** As orphanedRenders, for batches. */
export const orphanedBatches = (tx: SystemTx, { olderThanSeconds = 5, limit = 200, after }: Page = {}): Promise<BatchRow[]> =>
  tx.db.renderBatch.findMany({
    where: { id: since(after), finishedAt: null, workflowStartedAt: null, createdAt: { lt: before(olderThanSeconds) } },
    orderBy: oldestFirst,
    take: limit,
  });

/** As startedUnfinishedRenders, for batches. */
export const startedUnfinishedBatches = (tx: SystemTx, { olderThanSeconds = 10, limit = 200, after }: Page = {}): Promise<BatchRow[]> =>
  tx.db.renderBatch.findMany({
    where: { id: since(after), finishedAt: null, workflowStartedAt: { lt: before(olderThanSeconds) } },
    orderBy: oldestFirst,
    take: limit,
  });

/** As orphanedRenders, for generations. */
export const orphanedGenerations = (tx: SystemTx, { olderThanSeconds = 5, limit = 200, after }: Page = {}): Promise<GenerationRow[]> =>
  tx.db.generation.findMany({
    where: { id: since(after), status: unfinishedGeneration, workflowStartedAt: null, createdAt: { lt: before(olderThanSeconds) } },
    orderBy: oldestFirst,
    take: limit,
  }) as unknown as Promise<GenerationRow[]>;

/** As startedUnfinishedRenders, for generations. */
export const startedUnfinishedGenerations = (
  tx: SystemTx,
  { olderThanSeconds = 10, limit = 200, after }: Page = {},
): Promise<GenerationRow[]> =>
  tx.db.generation.findMany({
    where: { id: since(after), status: unfinishedGeneration, workflowStartedAt: { lt: before(olderThanSeconds) } },
    orderBy: oldestFirst,
    take: limit,
  }) as unknown as Promise<GenerationRow[]>;

/** A generation's output is filed by its own workflow, which starts the ingest itself. */
const byPeople = { NOT: { createdBy: { startsWith: 'generation:' } } };

/** Assets whose bytes are there (or to be fetched) and whose ingestWorkflow was never seen to start. */
export const orphanedAssets = (tx: SystemTx, { olderThanSeconds = 5, limit = 200, after }: Page = {}): Promise<AssetRow[]> =>
  tx.db.asset.findMany({
    where: {
      ...byPeople,
      id: since(after),
      status: 'PROCESSING',
      startedAt: null,
      OR: [
        { completedUploadAt: { lt: before(olderThanSeconds) } },
        { sourceUrl: { not: null }, createdAt: { lt: before(olderThanSeconds) } },
      ],
    },
    orderBy: oldestFirst,
    take: limit,
  }) as unknown as Promise<AssetRow[]>;

/** Assets whose ingest has started and not ended. */
export const startedUnfinishedAssets = (tx: SystemTx, { olderThanSeconds = 10, limit = 200, after }: Page = {}): Promise<AssetRow[]> =>
  tx.db.asset.findMany({
    where: { ...byPeople, id: since(after), status: 'PROCESSING', startedAt: { lt: before(olderThanSeconds) } },
    orderBy: oldestFirst,
    take: limit,
  }) as unknown as Promise<AssetRow[]>;

/** Uploads never completed, a day old by default: remove object and row (deleteAbandonedUpload). */
export const abandonedUploads = (tx: SystemTx, { olderThanSeconds = 86_400, limit = 200, after }: Page = {}): Promise<AssetRow[]> =>
  tx.db.asset.findMany({
    where: {
      id: since(after),
      status: 'PROCESSING',
      completedUploadAt: null,
      sourceUrl: null,
      createdAt: { lt: before(olderThanSeconds) },
    },
    orderBy: oldestFirst,
    take: limit,
  }) as unknown as Promise<AssetRow[]>;

/** Every workspace there is. */
export const workspaceIds = async (tx: SystemTx): Promise<string[]> =>
  (await tx.db.workspace.findMany({ select: { id: true }, orderBy: { id: 'asc' } })).map(({ id }) => id);

/** Forgets idempotency keys after 30 days; returns how many. The policy allows no younger ones. */
export const deleteOldIdempotencyKeys = (tx: SystemTx): Promise<number> =>
  tx.db.$executeRaw`DELETE FROM idempotency_key WHERE created_at < now() - interval '30 days'`;

/** Forgets processes that have been silent for a day; returns how many. */
export const deleteSilentWorkers = (tx: SystemTx): Promise<number> =>
  tx.db.$executeRaw`DELETE FROM worker WHERE last_seen_at < now() - interval '1 day'`;
