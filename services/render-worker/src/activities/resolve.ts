import type { GenerationRequest, PrepareInput } from '@workprint/contracts';
import { FAILURES, type FailureCode } from '@workprint/contracts';
import {
  type AssetRow,
  addAssetWaiters,
  type Database,
  findGenerationsByIntent,
  type GenerationRow,
  getAssets,
  getWorkspace,
} from '@workprint/projection';
import {
  assetReferences,
  formatPath,
  generationReferences,
  intentKeyIn,
  type Problem,
  type SourceMedia,
  type Timeline,
} from '@workprint/timeline';
import { type FailureError, fail } from '../failure-error.ts';

/** What a timeline's clips are made of, as far as it is there. */
export interface Resolved {
  assets: Record<string, SourceMedia>;
  /** By clip path. */
  generated: Record<string, SourceMedia>;
  /** Still PROCESSING: the render now waits for them. */
  waitingFor: string[];
  /** Without a finished generation. */
  missing: GenerationRequest[];
}

/** Who asks: only a render waits for what is not there, and only its root has fresh generations. */
export interface Asking extends Pick<PrepareInput, 'workspaceId'> {
  renderId: string | null;
  rootId: string | null;
}

/**
 * Looks every source up in one transaction and registers the render, if it is one, with the assets that are not ready.
 * @throws FailureError ASSET_NOT_FOUND, ASSET_REJECTED with the path of the clip
 */
export const resolveSources = async (db: Database, input: Asking, timeline: Timeline): Promise<Resolved> => {
  const references = assetReferences(timeline);
  const requests = generationReferences(timeline).map(({ fresh, ...request }) => ({
    ...request,
    intentKey: intentKeyIn({ fresh, ...request }, input.rootId),
  }));
  if (references.length === 0 && requests.length === 0) return { assets: {}, generated: {}, waitingFor: [], missing: [] };
  const { rows, generations, outputs } = await db.withWorkspace(input.workspaceId, async (tx) => {
    const ids = references.map((r) => r.assetId);
    const rows = ids.length === 0 ? [] : await (input.renderId === null ? getAssets(tx, ids) : addAssetWaiters(tx, input.renderId, ids));
    const generations =
      requests.length === 0
        ? []
        : await findGenerationsByIntent(
            tx,
            requests.map((r) => r.intentKey),
          );
    const outputIds = generations.flatMap((g) => (g.status === 'COMPLETED' && g.outputAssetId !== null ? [g.outputAssetId] : []));
    return { rows, generations, outputs: outputIds.length === 0 ? [] : await getAssets(tx, outputIds) };
  });

  const byId = new Map(rows.map((row) => [row.id, row]));
  const assets: Record<string, SourceMedia> = {};
  const waitingFor = new Set<string>();
  for (const { assetId, path } of references) {
    const row = byId.get(assetId.toLowerCase());
    if (row === undefined) throw fail('ASSET_NOT_FOUND', `${path}: there is no asset ${assetId} in this workspace.`, { path });
    if (row.status === 'REJECTED')
      throw fail('ASSET_REJECTED', `${path}: asset ${assetId} was rejected: ${row.failure?.message ?? 'unreadable'}`, { path });
    if (row.status === 'READY' && row.probe === null)
      throw fail('ASSET_REJECTED', `${path}: asset ${assetId} is a file of a render, not media.`, { path });
    const media = mediaOf(row);
    if (media === null) waitingFor.add(assetId);
    else assets[assetId] = media;
  }
  const { generated, missing } = match(requests, generations, outputs);
  return { assets, generated, waitingFor: [...waitingFor], missing };
};

const mediaOf = ({ status, id, sha256, objectKey, probe }: AssetRow): SourceMedia | null =>
  status === 'READY' && sha256 !== null && objectKey !== null && probe !== null ? { assetId: id, sha256, objectKey, probe } : null;

const match = (
  requests: GenerationRequest[],
  generations: GenerationRow[],
  outputs: AssetRow[],
): Pick<Resolved, 'generated' | 'missing'> => {
  const generated: Record<string, SourceMedia> = {};
  const missing: GenerationRequest[] = [];
  for (const request of requests) {
    const outputId = generations.find((g) => g.intentKey === request.intentKey)?.outputAssetId;
    const output = outputs.find((a) => a.id === outputId);
    const media = output === undefined ? null : mediaOf(output);
    if (media === null) missing.push(request);
    else generated[request.path] = media;
  }
  return { generated, missing };
};

/** Longest timeline this workspace may render, in seconds. */
export const longestTimeline = async (db: Database, workspaceId: string): Promise<number | undefined> =>
  db.withWorkspace(workspaceId, async (tx) => (await getWorkspace(tx))?.maxTimelineSeconds);

const LISTED = 10;

/** All problems of a document as one failure; its path is the first one's. */
export const problemsFailure = (problems: readonly Problem[]): FailureError => {
  const first = problems[0];
  const code: FailureCode = first !== undefined && Object.hasOwn(FAILURES, first.code) ? (first.code as FailureCode) : 'INVALID_TIMELINE';
  const lines = problems.slice(0, LISTED).map((p) => `${formatPath(p.path)}: ${p.message}`);
  const more = problems.length > LISTED ? ` (and ${problems.length - LISTED} more)` : '';
  return fail(code, lines.join(' ') + more, {
    ...(first !== undefined ? { path: formatPath(first.path) } : {}),
    ...(first?.hint !== undefined ? { hint: first.hint } : {}),
  });
};
