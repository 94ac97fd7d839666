import { join } from 'node:path';
import { type MakeMezzaninesInput, type MakeMezzaninesResult, type MakeProxiesInput, objectKeys } from '@workprint/contracts';
import { getAsset } from '@workprint/projection';
import { StorageError } from '@workprint/storage';
import {
  PIECE_FILES,
  type Piece,
  type Plan,
  pieceCommand,
  pieceFirstPass,
  pieceKey,
  pieceSourceId,
  planPieces,
  proxyPieces,
} from '@workprint/timeline';
import { videoProblem, webmProblem } from '../boxes/verify.ts';
import { FailureError, fail } from '../failure-error.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { placeSource } from './place-source.ts';
import { findPublished, forget, publishOnce } from './publish-object.ts';
import { mediaOf } from './resolve.ts';
import { runFor } from './run-ffmpeg.ts';

/** Whose work it is; a single frame belongs to no render. */
export interface PieceOwner {
  workspaceId: string;
  renderId: string | null;
}

/** Some pieces of normalised sources, one after the other, each from the cache or made and published. */
export const makeMezzanines = async (needs: Dependencies, input: MakeMezzaninesInput, { signal }: Call): Promise<MakeMezzaninesResult> => {
  const plan = await needs.plans.read(input.planKey, signal);
  const all = planPieces(plan, needs.toolchain);
  let made = 0;
  for (const index of input.pieces) {
    const piece = all[index]?.piece;
    if (piece === undefined) throw fail('INTERNAL', `The plan ${input.planKey} has no piece ${index}.`);
    if ((await findPublished(needs, publicationOf(needs, input, piece), signal)) !== null) continue;
    await make(needs, input, plan, piece, signal);
    made++;
  }
  return { made };
};

/** Puts a piece at `path`; one that is missing or damaged in the store is made here and now. */
export const placePiece = async (
  needs: Dependencies,
  owner: PieceOwner,
  plan: Plan,
  piece: Piece,
  path: string,
  signal: AbortSignal,
): Promise<{ hit: boolean }> => {
  const publication = publicationOf(needs, owner, piece);
  const { key, objectKey } = publication;
  for (let last = false; ; last = true) {
    let found = await findPublished(needs, publication, signal);
    if (found === null) {
      await make(needs, owner, plan, piece, signal);
      found = await findPublished(needs, publication, signal);
    }
    if (found === null) throw fail('STORAGE_FAILED', `The mezzanine ${key} is not where it was put.`);
    try {
      return await needs.sources.place({ ...found, objectKey }, path, signal);
    } catch (error) {
      const lost = error instanceof StorageError || (error instanceof FailureError && error.failure.code === 'STORAGE_FAILED');
      if (last || !lost) throw error;
      await forget(needs, owner.workspaceId, key, objectKey);
    }
  }
};

/** Pieces of the small picture that drafts show of an asset; those that are there are left alone. */
export const makeProxies = async (
  needs: Dependencies,
  { workspaceId, assetId, from, to }: MakeProxiesInput,
  { signal }: Call,
): Promise<MakeMezzaninesResult> => {
  const asset = await needs.db.withWorkspace(workspaceId, (tx) => getAsset(tx, assetId));
  const source = asset && mediaOf(asset);
  if (!source) throw fail('ASSET_NOT_FOUND', `There is no asset ${assetId}, or it is not ready.`);
  const owner = { workspaceId, renderId: null };
  const { sha256, objectKey, probe } = source;
  let made = 0;
  for (const piece of proxyPieces(source, needs.toolchain).slice(from, to)) {
    const sources = { [sha256]: { sha256, assetId, objectKey, bytes: probe.bytes, demuxers: piece.demuxers } };
    if ((await findPublished(needs, publicationOf(needs, owner, piece), signal)) !== null) continue;
    await make(needs, owner, { sources }, piece, signal);
    made++;
  }
  return { made };
};

const publicationOf = ({ toolchain }: Pick<Dependencies, 'toolchain'>, { workspaceId }: PieceOwner, piece: Piece) => {
  const { key, keyParts } = pieceKey(piece, toolchain);
  const objectKey = objectKeys.mezzanine(workspaceId, key, PIECE_FILES[piece.recipe.codec].extension);
  return { workspaceId, key, keyParts, kind: 'mezzanine' as const, objectKey, length: piece.frames };
};

const make = (needs: Dependencies, owner: PieceOwner, plan: Pick<Plan, 'sources'>, piece: Piece, signal: AbortSignal): Promise<void> =>
  needs.scratch.withFolder('mezzanine', async (folder) => {
    if (piece.recipe.tonemap?.with === 'zscale' && needs.toolchain.noZscale)
      throw fail('INTERNAL', "The plan was made for an ffmpeg with zscale, which this worker's lacks.");
    if (piece.recipe.stabilize?.with === 'vidstab' && needs.toolchain.noVidstab)
      throw fail('INTERNAL', "The plan was made for an ffmpeg with vid.stab, which this worker's lacks.");
    const input = await placeSource(needs, plan, piece.sha256, join(folder, 'source'), signal);
    const { extension, contentType } = PIECE_FILES[piece.recipe.codec];
    const output = join(folder, `piece.${extension}`);
    const files = { inputs: { [pieceSourceId(piece)]: input }, outputs: [output] };
    const run = {
      ...{ cwd: folder, signal, timeoutMs: 300_000 + piece.frames * 10_000, limits: { fileBytes: 4 * 2 ** 30 } },
    };
    const step = 'mezzanine';
    const { workspaceId, renderId } = owner;
    for (const args of [pieceFirstPass(piece, files), pieceCommand(piece, files)]) {
      if (args === null) continue;
      if (renderId !== null) await runFor(needs, { workspaceId, renderId, step }, { ...run, args });
      else await needs.ffmpeg.run({ ...run, args, what: step, onSpawn: () => needs.counters.ffmpegStarted.inc({ step }) });
    }
    const check = piece.recipe.codec === 'ffv1' ? webmProblem : videoProblem;
    const problem = await check(output, { frames: piece.frames, fps: piece.rate });
    if (problem !== null)
      throw fail('FFMPEG_FAILED', `A normalised stretch of source ${plan.sources[piece.sha256]?.assetId} came out wrong: ${problem}.`);
    await publishOnce(needs, { ...publicationOf(needs, owner, piece), renderId: owner.renderId, file: output, contentType }, signal);
  });
