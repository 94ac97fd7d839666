import { Prisma, type Worker } from './generated/client.ts';
import { toJsonOrNull } from './json.ts';
import type { SystemTx, Tx } from './tx.ts';

export interface WorkerReport {
  /** Unique by process, e.g. "render-worker@host-1234". */
  id: string;
  service: string;
  version: string;
  queues: string[];
  capabilities: string[];
  /** Chunks it draws at a time; absent: none. */
  slots?: number;
  /** Toolchain of @workprint/timeline; absent: it draws nothing. */
  toolchain?: unknown;
  processed: number;
  failed: number;
  lastJobAt: Date | null;
  startedAt: Date;
}

/** Says that the process lives. Call it in `db.asSystem`, about every 10 s: workers belong to no workspace. */
export async function upsertWorker(tx: SystemTx | Tx, report: WorkerReport): Promise<void> {
  const { id, slots = null, toolchain, ...row } = report;
  const data = { ...row, slots, toolchain: toJsonOrNull(toolchain, Prisma.DbNull), lastSeenAt: new Date() };
  await tx.db.worker.upsert({ where: { id }, create: { id, ...data }, update: data });
}

/** Takes the row of a process that ends properly away. */
export async function removeWorker(tx: SystemTx | Tx, id: string): Promise<void> {
  await tx.db.worker.deleteMany({ where: { id } });
}

/** A worker not heard of for longer is taken for dead. */
const ALIVE_SECONDS = 30;

/** Who draws chunks of a task queue now: how many at a time, and with what. */
export interface Drawers {
  /** 0 when there is none. */
  slots: number;
  /** Toolchain of the one heard of last; null when there is none. */
  toolchain: unknown;
}

export async function drawersOf(tx: SystemTx | Tx, queue: string): Promise<Drawers> {
  const rows = await tx.db.$queryRaw<{ slots: number; toolchain: unknown }[]>`
    SELECT slots, toolchain FROM worker
    WHERE slots > 0 AND ${queue} = ANY (queues) AND last_seen_at > now() - make_interval(secs => ${ALIVE_SECONDS})
    ORDER BY last_seen_at DESC`;
  return { slots: rows.reduce((sum, row) => sum + row.slots, 0), toolchain: rows[0]?.toolchain ?? null };
}

/** Most recently seen first. */
export const listWorkers = (tx: SystemTx | Tx): Promise<Worker[]> =>
  tx.db.worker.findMany({ orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }], take: 500 });
