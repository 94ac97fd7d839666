import { type GenerationRow, timingsOf } from '@workprint/projection';
import type { UserError } from '../graphql/user-error.ts';

/** What is told of a task, and what to do next. */
export interface TaskAnswer {
  taskId: string;
  kind: 'video' | 'image';
  prompt: string | null;
  status: string;
  /** Seconds until it is there, as far as is known; null: it has ended. */
  estimatedTime: number | null;
  next: string;
}

/** Pure. @param left seconds @param url where the result can be fetched for an hour */
export function taskAnswer(row: GenerationRow, left: number | null, url: string | null): TaskAnswer {
  const { id, prompt, status } = row;
  const kind = row.kind === 'IMAGE' ? 'image' : 'video';
  const estimatedTime = left === null ? null : Math.ceil(left);
  return { taskId: id, kind, prompt, status, estimatedTime, next: nextOf(row, kind, url) };
}

function nextOf({ id, status, outputAssetId, failure }: GenerationRow, kind: string, url: string | null): string {
  switch (status) {
    case 'COMPLETED':
      return url
        ? `Fetch the ${kind} at resultUrl within the hour, or show it in a timeline as "asset:${outputAssetId}".`
        : `The ${kind} is filed as asset ${outputAssetId}.`;
    case 'FAILED':
      return failure?.hint ?? `Send the prompt again; that buys another ${kind}.`;
    case 'CANCELED':
      return `It was cancelled. Send the prompt again; that buys another ${kind}.`;
    case 'PARKED':
      return 'Whether it was paid for is unknown, so a person has to look at the provider and decide: resolveGeneration.';
    default:
      return `Send "/status ${id}" to see how far it is.`;
  }
}

/** What /status tells beyond that. */
export const moreOf = (row: GenerationRow, warnings: readonly UserError[], resultUrl: string | null) => {
  const { provider, model, providerState, progress, failure } = row;
  return { provider, model, providerState, progress, timings: timingsOf(row), failure, warnings, resultUrl };
};
