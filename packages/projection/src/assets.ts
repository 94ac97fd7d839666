import type { AssetChange } from '@workprint/contracts';
import { isId } from './ids.ts';
import { toJson } from './json.ts';
import { notify } from './notify.ts';
import { newestFirst, type Page, type PageArgs, readPage } from './paging.ts';
import { type AssetRow, TERMINAL_RENDER } from './rows.ts';
import type { Tx } from './tx.ts';

export interface NewAsset {
  id: string;
  createdBy: string;
  projectId?: string | null;
  name: string;
  contentType: string;
  /** Of an upload. */
  uploadKey?: string | null;
  /** Of an import. */
  sourceUrl?: string | null;
  /** Bytes announced; replaced by what was counted. */
  bytes?: bigint | null;
  /** Set it for uploads that are complete from the start (a generation's output). */
  completedUploadAt?: Date | null;
}

/** Makes an asset in PROCESSING. */
export const insertAsset = (tx: Tx, asset: NewAsset): Promise<AssetRow> =>
  tx.db.asset.create({ data: { ...asset, workspaceId: tx.workspaceId } }) as unknown as Promise<AssetRow>;

export interface FiledAsset extends Pick<NewAsset, 'id' | 'createdBy' | 'projectId' | 'name' | 'contentType'> {
  objectKey: string;
  sha256: string;
  bytes: bigint;
}

/** Makes an asset that is READY and no media: it has no probe. One that is there stays as it is. */
export async function fileAsset(tx: Tx, asset: FiledAsset): Promise<void> {
  const data = { ...asset, workspaceId: tx.workspaceId, status: 'READY' as const };
  const { count } = await tx.db.asset.createMany({ data: [data], skipDuplicates: true });
  if (count > 0) await notify(tx, `workspace:${tx.workspaceId}`);
}

export async function getAsset(tx: Tx, id: string): Promise<AssetRow | null> {
  return isId(id) ? ((await tx.db.asset.findUnique({ where: { id } })) as unknown as AssetRow | null) : null;
}

/** Those that are there, in no order. */
export const getAssets = (tx: Tx, ids: readonly string[]): Promise<AssetRow[]> =>
  tx.db.asset.findMany({ where: { id: { in: ids.filter(isId) } } }) as unknown as Promise<AssetRow[]>;

/** Newest first. @throws InvalidCursorError */
export const listAssets = (tx: Tx, args: PageArgs): Promise<Page<AssetRow>> =>
  readPage(args, (after, take) => tx.db.asset.findMany({ where: after, orderBy: newestFirst, take }) as unknown as Promise<AssetRow[]>);

/** Notes that the client says its bytes are there; again changes nothing. Null when there is no such asset. */
export async function completeUpload(tx: Tx, id: string): Promise<AssetRow | null> {
  if (!isId(id)) return null;
  await tx.db.asset.updateMany({
    where: { id, completedUploadAt: null, uploadKey: { not: null } },
    data: { completedUploadAt: new Date() },
  });
  return getAsset(tx, id);
}

/** Notes that ingestWorkflow was seen to have started. */
export async function markAssetStarted(tx: Tx, id: string): Promise<void> {
  await tx.db.asset.updateMany({ where: { id, startedAt: null }, data: { startedAt: new Date() } });
}

/** Ends PROCESSING, once: what was decided first stays. Null when there is no such asset. */
export async function recordAssetStep(tx: Tx, { assetId, change }: { assetId: string; change: AssetChange }): Promise<AssetRow | null> {
  if (!isId(assetId)) return null;
  const data =
    change.to === 'READY'
      ? { status: change.to, ...change.result, bytes: BigInt(change.result.bytes), probe: toJson(change.result.probe) }
      : { status: change.to, failure: toJson(change.failure) };
  const { count } = await tx.db.asset.updateMany({ where: { id: assetId, status: 'PROCESSING' }, data });
  if (count > 0) await notify(tx, `workspace:${tx.workspaceId}`);
  return getAsset(tx, assetId);
}

/**
 * Makes the render wait for these assets and says how they are now. The rows are locked against recordAssetStep meanwhile: one that
 * is PROCESSING here will find the waiter when it ends.
 */
export async function addAssetWaiters(tx: Tx, renderId: string, assetIds: readonly string[]): Promise<AssetRow[]> {
  const ids = [...new Set(assetIds.filter(isId))].sort();
  await tx.db.$queryRaw`SELECT 1 AS one FROM asset WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR SHARE`;
  const rows = await getAssets(tx, ids);
  const waiting = rows.filter((a) => a.status === 'PROCESSING');
  await tx.db.assetWaiter.createMany({
    data: waiting.map((a) => ({ assetId: a.id, renderId, workspaceId: tx.workspaceId })),
    skipDuplicates: true,
  });
  return rows;
}

/** Unfinished renders that wait for the asset. */
export async function assetWaiters(tx: Tx, assetId: string): Promise<string[]> {
  const waiters = await tx.db.assetWaiter.findMany({ where: { assetId }, select: { renderId: true } });
  const ids = waiters.map((w) => w.renderId);
  const renders = await tx.db.render.findMany({
    where: { id: { in: ids }, status: { notIn: [...TERMINAL_RENDER] } },
    select: { id: true },
  });
  return renders.map((r) => r.id);
}

/** Takes an upload that was never completed away. */
export async function deleteAbandonedUpload(tx: Tx, id: string): Promise<void> {
  await tx.db.asset.deleteMany({ where: { id, status: 'PROCESSING', completedUploadAt: null, sourceUrl: null } });
}
