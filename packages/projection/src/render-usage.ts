import type { Micros } from '@workprint/contracts';
import type { Render } from './generated/client.ts';
import { newId } from './ids.ts';
import type { Tx } from './tx.ts';

/** Adds to what workers have worked for a render, and takes its lock. Nothing happens when it is not there. */
export async function addCompute(tx: Tx, renderId: string, seconds: number): Promise<void> {
  await tx.db.$executeRaw`UPDATE render SET compute_seconds = compute_seconds + ${seconds}::float8 WHERE id = ${renderId}::uuid`;
}

/** Writes down, once, what a render that ends has taken of ours: it costs nobody anything, and is counted. */
export const recordRenderUsage = (tx: Tx, row: Render, storageBytes: bigint): Promise<void> =>
  record(tx, row, { kind: 'RENDER', micros: 0n, estimated: false, computeSeconds: row.computeSeconds, storageBytes });

/** Writes down, once, what the service that made a render bills for it, by its list of prices. */
export async function recordTranscode(tx: Tx, renderId: string, micros: Micros): Promise<void> {
  const row = await tx.db.render.findUnique({ where: { id: renderId } });
  if (row) await record(tx, row, { kind: 'TRANSCODE', micros, estimated: true });
}

type Written = { kind: 'RENDER' | 'TRANSCODE'; micros: Micros; estimated: boolean; computeSeconds?: number; storageBytes?: bigint };

async function record(tx: Tx, { id: renderId, workspaceId, createdBy, projectId, backend, preset }: Render, what: Written): Promise<void> {
  const who = { id: newId(), workspaceId, renderId, createdBy, projectId };
  await tx.db.usageRecord.createMany({
    data: [{ ...who, provider: backend.toLowerCase(), model: preset ?? 'custom', ...what }],
    skipDuplicates: true,
  });
}

/** What was paid to others for each render, by its id: generations bought for it, and who made it. None where nothing is written down. */
export async function renderCosts(tx: Tx, renderIds: readonly string[]): Promise<Map<string, Micros>> {
  const sums = await tx.db.usageRecord.groupBy({ by: ['renderId'], where: { renderId: { in: [...renderIds] } }, _sum: { micros: true } });
  return new Map(sums.map(({ renderId, _sum }) => [renderId ?? '', _sum.micros ?? 0n]));
}
