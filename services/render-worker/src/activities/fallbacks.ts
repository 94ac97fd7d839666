import type { Failure, GenerationRequest } from '@workprint/contracts';
import type { GenerationRow } from '@workprint/projection';
import { type Choice, type GenerationChoices, intentKeyIn, type UsedFallback } from '@workprint/timeline';

/** What a generated clip shows as things stand. */
export interface Chosen {
  path: string;
  /** Position among its choices: 0 is what was asked for first. */
  position: number;
  /** Null: an asset. */
  request: GenerationRequest | null;
  /** What has failed before it for this render, in order. */
  failed: GenerationRow[];
}

/**
 * The first choice of each clip that has not failed for this render. Parked ones have not: they may still be billed, and may still
 * come. Of choices that all have failed the last one stays, whose failure is the render's.
 * @param over generations that this render waits or waited for and that have FAILED, the latest first
 */
export const chooseSources = (clips: readonly GenerationChoices[], over: readonly GenerationRow[], rootId: string | null): Chosen[] =>
  clips.map(({ path, choices }) => {
    const tried = choices.map((choice) => {
      const request = requestOf(choice, rootId);
      return { request, failure: request && over.find((row) => row.intentKey === request.intentKey) };
    });
    const open = tried.findIndex(({ failure }) => !failure);
    const position = open === -1 ? tried.length - 1 : open;
    const request = tried[position]?.request ?? null;
    const failed = tried.slice(0, position).flatMap(({ failure }) => failure ?? []);
    const more = {
      ...(position > 0 ? { at: `${path}.src.generate.fallback[${position - 1}].generate` } : {}),
      ...(position < tried.length - 1 ? { instead: true as const } : {}),
    };
    return { path, position, request: request && { ...request, ...more }, failed };
  });

function requestOf(choice: Choice, rootId: string | null): GenerationRequest | null {
  if ('assetId' in choice) return null;
  const { fresh: _, ...request } = choice;
  return { ...request, intentKey: intentKeyIn(choice, rootId) };
}

/** For the manifest: which clips show a fallback, which one, and what failed before. */
export const usedFallbacks = (
  clips: readonly GenerationChoices[],
  chosen: readonly Chosen[],
  generations: readonly GenerationRow[],
): UsedFallback[] =>
  chosen.flatMap(({ path, position, request, failed }, i): UsedFallback[] => {
    const choice = clips[i]?.choices[position];
    if (position === 0 || !choice) return [];
    const made = request && generations.find((row) => row.intentKey === request.intentKey);
    const used = 'assetId' in choice ? choice : { provider: choice.provider, model: choice.model, generationId: made?.id ?? '' };
    return [{ path, position: position - 1, used, failed: failed.map(told) }];
  });

const told = ({ id, provider, model, failure }: GenerationRow) => {
  const { code, message } = failure as Failure;
  return { generationId: id, provider, model, code, message };
};
