import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Ingested, type IngestInput, type IngestResult, objectKeys } from '@workprint/contracts';
import { type AssetRow, getAsset, getWorkspace, recordAssetStep } from '@workprint/projection';
import { guardedFetch } from '@workprint/runtime';
import { proxyPieces } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import { hashFile } from '../source-cache/index.ts';
import { bringFromS3 } from './bring-s3.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { inspect } from './inspect.ts';

/**
 * An uploaded or imported object → an asset by its hash. What is filed are the bytes that were probed here, never a copy of
 * the upload, which may have been replaced meanwhile.
 */
export const ingest = async (needs: Dependencies, input: IngestInput, call: Call): Promise<Ingested> => {
  const result = await fileOf(needs, input, call);
  const proxies = needs.proxiesAtUpload ? proxyPieces(result, needs.toolchain).length : 0;
  return proxies > 0 ? { ...result, proxies } : result;
};

const fileOf = async (needs: Dependencies, { workspaceId, assetId }: IngestInput, { signal }: Call): Promise<IngestResult> => {
  const { asset, maxBytes } = await needs.db.withWorkspace(workspaceId, async (tx) => {
    const [asset, workspace] = [await getAsset(tx, assetId), await getWorkspace(tx)];
    return { asset, maxBytes: Number(workspace?.maxUploadBytes ?? 0) };
  });
  if (asset === null) throw fail('ASSET_NOT_FOUND', `There is no asset ${assetId}.`);
  const before = resultOf(asset);
  if (before !== null) {
    // The attempt that recorded it may have died before it took the upload away.
    if (asset.uploadKey !== null) await needs.store.remove([asset.uploadKey]);
    return before;
  }
  return needs.scratch.withFolder('ingest', async (folder) => {
    // No extension: what it is called must not decide how it is opened.
    const path = join(folder, 'media');
    await bring(needs, asset, path, maxBytes, signal);
    const name = `"${asset.name}"`;
    const sha256 = await hashFile(path, signal);
    const { probe, contentType } = await inspect(needs, path, { name, sha256, said: asset.contentType, cwd: folder, signal });
    const result: IngestResult = { objectKey: objectKeys.asset(workspaceId, sha256), sha256, bytes: probe.bytes, contentType, probe };
    await store(needs, result, path, signal);
    // The row first: an attempt that dies here must not find the upload gone and nothing recorded.
    await needs.db.withWorkspace(workspaceId, (tx) => recordAssetStep(tx, { assetId, change: { to: 'READY', result } }));
    if (asset.uploadKey !== null) await needs.store.remove([asset.uploadKey]);
    return result;
  });
};

const resultOf = ({ status, objectKey, sha256, bytes, contentType, probe }: AssetRow): IngestResult | null =>
  status === 'READY' && objectKey !== null && sha256 !== null && bytes !== null && probe !== null
    ? { objectKey, sha256, bytes: Number(bytes), contentType, probe }
    : null;

const bring = async (needs: Dependencies, asset: AssetRow, path: string, maxBytes: number, signal: AbortSignal): Promise<void> => {
  const { store, allowHosts } = needs;
  if (asset.uploadKey !== null) {
    const head = await store.head(asset.uploadKey, { signal });
    if (head === null)
      throw fail('UNREADABLE_MEDIA', `Nothing was uploaded for "${asset.name}".`, {
        hint: 'Send the bytes to the upload link, then call completeUpload.',
      });
    if (head.bytes > maxBytes) throw tooLarge(asset, head.bytes, maxBytes);
    await store.getToFile(asset.uploadKey, path, { signal });
    const { size } = await stat(path);
    if (size > maxBytes) throw tooLarge(asset, size, maxBytes);
    return;
  }
  if (asset.sourceUrl === null) throw fail('INTERNAL', `Asset ${asset.id} has neither an upload nor an address.`);
  if (asset.sourceUrl.startsWith('s3:')) {
    const { workspaceId, sourceUrl: address, name } = asset;
    return bringFromS3(needs, { workspaceId, address, name }, path, maxBytes, signal);
  }
  const response = await guardedFetch(asset.sourceUrl, { maxBytes, allowHosts, signal, timeoutMs: 1_800_000 });
  await pipeline(response.body, createWriteStream(path), { signal });
};

const tooLarge = (asset: AssetRow, bytes: number, maxBytes: number) =>
  fail('MEDIA_TOO_LARGE', `"${asset.name}" has ${bytes} bytes; this workspace allows ${maxBytes}.`);

/** One PUT can't carry more. */
const ONE_PUT = 5 * 2 ** 30;

const store = async (
  needs: Dependencies,
  { objectKey, contentType, sha256, bytes }: IngestResult,
  path: string,
  signal: AbortSignal,
): Promise<void> => {
  const options = { contentType, sha256, signal };
  if (bytes <= ONE_PUT && (await needs.store.putFileIfAbsent(objectKey, path, options)) === 'stored') return;
  const head = await needs.store.head(objectKey, { signal });
  if (head?.sha256 !== sha256 || head.bytes !== bytes) await needs.store.putFile(objectKey, path, options);
};
