import type { Worker } from './generated/client.ts';
import type { SystemTx, Tx } from './tx.ts';

export interface WorkerReport {
  /** Unique by process, e.g. "render-worker@host-1234". */
  id: string;
  service: string;
  version: string;
  queues: string[];
  capabilities: string[];
  processed: number;
  failed: number;
  lastJobAt: Date | null;
  startedAt: Date;
}

/** Says that the process lives. Call it in `db.asSystem`, about every 10 s: workers belong to no workspace. */
export async function upsertWorker(tx: SystemTx | Tx, report: WorkerReport): Promise<void> {
  const { id, ...row } = report;
  const data = { ...row, lastSeenAt: new Date() };
  await tx.db.worker.upsert({ where: { id }, create: { id, ...data }, update: data });
}

/** Takes the row of a process that ends properly away. */
export async function removeWorker(tx: SystemTx | Tx, id: string): Promise<void> {
  await tx.db.worker.deleteMany({ where: { id } });
}

/** Most recently seen first. */
export const listWorkers = (tx: SystemTx | Tx): Promise<Worker[]> =>
  tx.db.worker.findMany({ orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }], take: 500 });
