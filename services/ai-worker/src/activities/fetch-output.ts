import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { failure, objectKeys, type ProviderActivities } from '@workprint/contracts';
import { type GenerationRow, getAsset, getGeneration, getWorkspace, insertAsset } from '@workprint/projection';
import { GuardError, guardedFetch } from '@workprint/runtime';
import { readDataUri } from '../data-uri.ts';
import { FailureError } from '../port.ts';
import type { Dependencies } from './dependencies.ts';

interface Output {
  contentType: string;
  body: Readable;
}

/**
 * Copies a provider's output to our store as an upload, and files its asset row once the bytes are there. Safe to repeat:
 * asset id and key follow from the generation.
 */
export function fetchOutput(deps: Dependencies, signal: () => AbortSignal): ProviderActivities['fetchOutput'] {
  return async ({ workspaceId, generationId, outputUrl }) => {
    const assetId = outputAssetId(generationId);
    const { row, filed, maxBytes } = await deps.db.withWorkspace(workspaceId, async (tx) => ({
      row: await getGeneration(tx, generationId),
      filed: await getAsset(tx, assetId),
      maxBytes: Number((await getWorkspace(tx))?.maxUploadBytes ?? 0),
    }));
    if (filed) return { assetId };
    if (!row) throw new FailureError(failure('INTERNAL', `There is no generation ${generationId} in workspace ${workspaceId}.`));

    const { contentType, body } = await open(deps, outputUrl, maxBytes, signal());
    const uploadKey = objectKeys.upload(workspaceId, assetId);
    await stored(deps, uploadKey, { contentType, body }, signal());
    if (((await deps.store.head(uploadKey))?.bytes ?? 0) === 0) {
      await deps.store.remove([uploadKey]);
      throw new FailureError(failure('UNREADABLE_MEDIA', `The output of ${row.provider} is empty.`));
    }
    await deps.db.withWorkspace(workspaceId, async (tx) => {
      if (await getAsset(tx, assetId)) return;
      const createdBy = `generation:${generationId}`;
      const { projectId } = row;
      await insertAsset(tx, {
        id: assetId,
        createdBy,
        projectId,
        name: nameOf(row, contentType),
        contentType,
        uploadKey,
        completedUploadAt: new Date(),
      });
    });
    return { assetId };
  };
}

/** Removes what fetchOutput stored; its asset's row stays and says what was wrong with it. Safe to repeat. */
export function removeOutput(deps: Pick<Dependencies, 'store'>): ProviderActivities['removeOutput'] {
  return ({ workspaceId, generationId }) => deps.store.remove([objectKeys.upload(workspaceId, outputAssetId(generationId))]);
}

/** @throws what was wrong with the source, where the store only says that its stream broke off */
async function stored({ store }: Dependencies, key: string, { contentType, body }: Output, signal: AbortSignal): Promise<void> {
  let broken: unknown;
  body.once('error', (error) => {
    broken = error;
  });
  try {
    await store.putStream(key, body, { contentType, signal });
  } catch (error) {
    throw broken instanceof GuardError ? broken : error;
  } finally {
    body.destroy();
  }
}

async function open(deps: Dependencies, outputUrl: string, maxBytes: number, signal: AbortSignal): Promise<Output> {
  const inline = readDataUri(outputUrl);
  if (!inline) {
    const { contentType, body } = await guardedFetch(outputUrl, { maxBytes, allowHosts: deps.allowHosts, signal });
    return { contentType: contentType ?? 'video/mp4', body };
  }
  if (inline.bytes.length > maxBytes) throw new FailureError(failure('MEDIA_TOO_LARGE', `The output has more than ${maxBytes} bytes.`));
  return { contentType: inline.contentType, body: Readable.from([inline.bytes]) };
}

function nameOf({ provider, model, id }: GenerationRow, contentType: string): string {
  const extension = /^(?:video|image)\/([a-z0-9]+)/.exec(contentType)?.[1] ?? 'mp4';
  return `${provider}-${model.replace(/[^\w.-]+/g, '-')}-${id.slice(-8)}.${extension}`;
}

/** The one asset a generation can have: a UUID (version 8) made of its hash. */
export function outputAssetId(generationId: string): string {
  const bytes = createHash('sha256').update(`workprint/output-of/${generationId}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
