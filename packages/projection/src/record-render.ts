import { amendmentOf, type OutputRecord, type RecordRenderInput, type RecordRenderResult, type RenderChange } from '@workprint/contracts';
import { releaseChunks } from './chunk-pins.ts';
import type { Prisma, Render } from './generated/client.ts';
import { newId } from './ids.ts';
import { toJson } from './json.ts';
import { enterStage } from './progress.ts';
import { appendRenderEvent, lockRender } from './render-events.ts';
import { releaseRender } from './render-purchases.ts';
import { recordRenderUsage } from './render-usage.ts';
import { isTerminalRender } from './rows.ts';
import type { Tx } from './tx.ts';

/**
 * Writes a stage of the workflow and its event in one transaction. A step already recorded, a render that has ended, and one that is to be
 * something else by now, are left as they are: the result says what is.
 */
export async function recordRenderStep(tx: Tx, input: Omit<RecordRenderInput, 'workspaceId'>): Promise<RecordRenderResult> {
  const { renderId, step, change, revision = Number.POSITIVE_INFINITY } = input;
  const row = await lockRender(tx, renderId);
  if (!row) return { status: 'MISSING', cancelRequested: true };
  const now = { status: row.status, cancelRequested: row.cancelRequestedAt !== null };
  if (isTerminalRender(row.status)) return now;
  if (revision < row.revision && !now.cancelRequested && change.to !== 'CANCELED') return { ...now, amended: amendmentOf(row) };
  if (await tx.db.renderEvent.findUnique({ where: { renderId_step: { renderId, step } }, select: { seq: true } })) return now;

  if (change.to === 'COMPLETED') await writeOutputs(tx, renderId, change.outputs);
  await enterStage(tx, row, change);
  if (isTerminalRender(change.to)) {
    await tx.db.assetWaiter.deleteMany({ where: { renderId } });
    await releaseRender(tx, renderId);
    await releaseChunks(tx, renderId);
    await recordRenderUsage(tx, row, change.to === 'COMPLETED' ? bytesOf(change.outputs) : 0n);
  }
  await appendRenderEvent(tx, renderId, { type: change.to, step }, columns(row, change));
  return { ...now, status: change.to };
}

const bytesOf = (outputs: readonly OutputRecord[]): bigint =>
  BigInt(outputs.flatMap((o) => [o, ...(o.files ?? [])]).reduce((sum, { bytes }) => sum + bytes, 0));

function columns(row: Render, change: RenderChange): Prisma.RenderUpdateInput {
  const at = new Date();
  const data: Prisma.RenderUpdateInput = { status: change.to };
  // A workflow that records is a workflow that runs, even if whoever started it died before saying so.
  if (!row.workflowStartedAt) data.workflowStartedAt = at;
  if (!row.startedAt && !isTerminalRender(change.to)) data.startedAt = at;
  if (isTerminalRender(change.to)) data.finishedAt = at;
  if (change.to === 'FAILED') data.failure = toJson(change.failure);
  if (change.to === 'RENDERING') {
    const { planKey, framesTotal, durationSeconds, chunksTotal } = change;
    Object.assign(data, { planKey, framesTotal, durationSeconds, chunksTotal });
  }
  return data;
}

async function writeOutputs(tx: Tx, renderId: string, outputs: readonly OutputRecord[]): Promise<void> {
  await tx.db.renderOutput.createMany({
    data: outputs.map(({ files, ...o }) => ({
      ...{ ...o, bytes: BigInt(o.bytes), id: newId(), renderId, workspaceId: tx.workspaceId },
      ...(files && files.length > 0 ? { files: toJson(files) } : {}),
    })),
  });
}
