import { objectKeys } from '@workprint/contracts';
import { type Plan, type PlanOutput, posterKey } from '@workprint/timeline';
import type { Owner } from './owner.ts';

export const JPEG = 'image/jpeg';

/** Where the poster of the n-th size lies, from 0 in the order of the render's outputs. */
export const posterObject = ({ workspaceId, renderId }: Owner, size: number): string =>
  objectKeys.output(workspaceId, renderId, size === 0 ? 'poster.jpg' : `poster-${size}.jpg`);

/** The chunk that holds the poster's frame, and what of it the output shows. */
export const posterChunk = (plan: Plan, output: PlanOutput) => {
  const chunk = plan.chunks.find(({ start, frames }) => plan.posterFrame >= start && plan.posterFrame < start + frames);
  return { chunk, encoded: chunk?.encoded[output.encodings[0]!] };
};

/** Equal keys, equal posters; null: nothing can be said of it. */
export const posterKeyOf = (plan: Plan, output: PlanOutput): string | null => {
  const { chunk, encoded } = posterChunk(plan, output);
  return chunk && encoded ? posterKey(plan, encoded.key, plan.posterFrame - chunk.start) : null;
};
