import type { AssetRow } from '@workprint/projection';
import {
  assetReferences,
  captionTrackProblems,
  type OutputSettings,
  parseTimeline,
  type Timeline,
  timelineLength,
} from '@workprint/timeline';
import { type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';

export interface CheckedTimeline {
  timeline: Timeline;
  /** Ids of the assets it uses. */
  assetIds: string[];
  frames: number;
  durationSeconds: number;
}

/** Reads a timeline as a client sent it; every problem at once, with paths from "timeline". */
export const checkTimeline = (
  document: unknown,
  variables: unknown,
  maxDurationSeconds: number,
): { checked: CheckedTimeline } | { problems: UserError[] } => {
  if (document === null || document === undefined) {
    return { problems: [userError('REQUIRED', 'A timeline is needed.', ['timeline'], 'See docs/timeline.md.')] };
  }
  if (!isVariables(variables)) {
    return {
      problems: [
        userError('INVALID_VALUE', 'variables must be an object of values by name.', ['variables'], 'For instance {"name": "world"}.'),
      ],
    };
  }
  const parsed = parseTimeline(document, variables, { maxDurationSeconds });
  if (!parsed.ok) return { problems: userErrorsOf(parsed.problems, 'timeline') };
  const timeline = parsed.value;
  const assetIds = [...new Set(assetReferences(timeline).map((r) => r.assetId))];
  const { frames, durationSeconds } = timelineLength(timeline);
  return { checked: { timeline, assetIds, frames, durationSeconds } };
};

/** Assets that are not there for this workspace, or cannot be used; `assets` are those that were found. */
export const assetProblems = (timeline: Timeline, assets: readonly AssetRow[]): UserError[] => {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  return assetReferences(timeline).flatMap(({ assetId, path }) => {
    const asset = byId.get(assetId.toLowerCase());
    const steps = ['timeline', ...(path.match(/[^.[\]]+/g) ?? [])];
    if (!asset) {
      return [
        userError('ASSET_NOT_FOUND', `There is no asset ${assetId} in this workspace.`, steps, 'Use the id of an asset of this workspace.'),
      ];
    }
    const noMedia = asset.status === 'READY' && asset.probe === null ? 'it is a file of a render, not media' : null;
    if (asset.status !== 'REJECTED' && !noMedia) return [];
    const why = noMedia ?? asset.failure?.message ?? 'it could not be read';
    return [
      userError(
        'ASSET_REJECTED',
        `The asset "${asset.name}" cannot be used: ${why}`,
        steps,
        asset.failure?.hint ?? 'Upload a readable file.',
      ),
    ];
  });
};

/**
 * What outputs may not be: larger than the workspace may make them, or of a format that cannot hold the timeline's caption tracks.
 * @param listed whether they were given as a list: then paths begin with "outputs", else with "output"
 */
export const outputProblems = (
  timeline: Timeline,
  outputs: readonly OutputSettings[],
  { maxOutputSide }: { maxOutputSide: number },
  listed: boolean,
): UserError[] => [...captionProblems(timeline, outputs), ...sizeProblems(outputs, maxOutputSide, listed)];

const sizeProblems = (outputs: readonly OutputSettings[], most: number, listed: boolean): UserError[] =>
  userErrorsOf(
    outputs.flatMap(({ codec, width, height }, i) =>
      codec === null || Math.min(width, height) <= most
        ? []
        : {
            path: listed ? ['outputs', i] : ['output'],
            code: 'SIZE_NOT_ALLOWED',
            message: `The output would be ${width}×${height}; this workspace may make outputs whose shorter side has ${most} pixels at most.`,
            hint: 'Give the output a smaller width or height, or have the limit of the workspace raised.',
          },
    ),
  );

const captionProblems = (timeline: Timeline, outputs: readonly OutputSettings[]): UserError[] =>
  [...new Set(outputs.map((o) => o.format))].flatMap((format) => userErrorsOf(captionTrackProblems(timeline, format), 'timeline'));

const isVariables = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value === null || value === undefined || (typeof value === 'object' && !Array.isArray(value));
