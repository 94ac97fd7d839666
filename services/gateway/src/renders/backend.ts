import type { RenderBackend } from '@workprint/projection';
import { mediaConvertProblems, type OutputSettings, type Timeline } from '@workprint/timeline';
import { type UserError, userError } from '../graphql/user-error.ts';

/** Where a render is made, and what stands against it. */
interface Asked {
  backend: RenderBackend;
  timeline: Timeline;
  outputs: readonly OutputSettings[];
  /** Whether they were given as a list: then their problems' paths begin with "outputs", else with "output". */
  listed: boolean;
  /** Settings that this installation lacks for MEDIACONVERT. */
  missing: readonly string[];
}

/** What a backend can't do of a request, as far as it can be told without the media. */
export const backendProblems = ({ backend, timeline, outputs, listed, missing }: Asked): UserError[] => {
  if (backend !== 'MEDIACONVERT') return [];
  if (missing.length > 0) {
    const what = `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not set here, so that nothing can be rendered with MEDIACONVERT.`;
    return [userError('BACKEND_NOT_CONFIGURED', what, ['backend'], 'Use the backend FFMPEG, or see docs/mediaconvert.md.')];
  }
  const draft = outputs.some((output) => output.draft)
    ? [userError('NOT_EXPRESSIBLE', 'MediaConvert makes no drafts.', ['draft'], 'Use the backend FFMPEG.')]
    : [];
  const refusals = mediaConvertProblems(timeline, outputs).map(({ code, message, hint, path: [root, index, ...rest] }) => {
    const path = root !== 'outputs' ? ['timeline', root, index, ...rest] : listed ? [root, index, ...rest] : ['output', ...rest];
    return userError(
      code,
      message,
      path.filter((step) => step !== undefined),
      hint ?? null,
    );
  });
  return [...draft, ...refusals];
};
