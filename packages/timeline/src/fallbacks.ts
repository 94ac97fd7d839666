import { videoSeconds } from './clip-length.ts';
import type { SourceMedia } from './media.ts';
import { formatPath } from './problems.ts';
import { type GenerationReference, generationReference } from './references.ts';
import { allClips, type Clip, hasSource, type ImageClip, type Source, type Timeline, type VideoClip, withClips } from './timeline.ts';

/** One thing that a generated clip may show. */
export type Choice = { assetId: string } | GenerationReference;

/** What a generated clip shows: the first of these that does not fail. */
export interface GenerationChoices {
  /** JSON path of the clip. */
  path: string;
  /** What is asked for first, then its fallbacks. */
  choices: Choice[];
}

/** Every generated clip, in order, with all that it may show. */
export const generationChoices = (timeline: Timeline): GenerationChoices[] =>
  allClips(timeline).flatMap((clip) => {
    if (!hasSource(clip) || clip.src.kind !== 'generated') return [];
    const choice = (src: Source): Choice => (src.kind === 'asset' ? { assetId: src.assetId } : generationReference(clip, src));
    return [{ path: formatPath(clip.path), choices: [clip.src, ...(clip.src.fallback ?? [])].map(choice) }];
  });

/**
 * The timeline as if the clips named had asked for another of their choices.
 * @param used by path: the position among the clip's choices, from 0
 * @param assets those that are known; a picture in a video's place is shown for as long as the video was to last
 */
export const withChoices = (timeline: Timeline, used: ReadonlyMap<string, number>, assets: Record<string, SourceMedia>): Timeline =>
  used.size === 0 ? timeline : withClips(timeline, (clip) => [chosen(clip, used, assets)]);

function chosen(clip: Clip, used: ReadonlyMap<string, number>, assets: Record<string, SourceMedia>): Clip {
  const position = used.get(formatPath(clip.path)) ?? 0;
  if (position === 0 || !hasSource(clip) || clip.type === 'audio' || clip.src.kind !== 'generated') return clip;
  const src = clip.src.fallback?.[position - 1];
  if (!src || src.kind === 'generated' || clip.type === 'image') return { ...clip, src: src ?? clip.src };
  const media = Object.hasOwn(assets, src.assetId) ? assets[src.assetId] : undefined;
  if (media?.probe.kind === 'image') return pictureFor(clip, src);
  return { ...clip, src, ...fitting(clip, media) };
}

/** As with generated videos, nobody is asked for more than there is: the last picture is held, and a time after the end is the beginning. */
function fitting({ onEnd, trim, freeze }: VideoClip, media: SourceMedia | undefined): Pick<VideoClip, 'onEnd' | 'trim' | 'freeze'> {
  const within = (second: number) => (media && second >= videoSeconds(media) ? 0 : second);
  return { onEnd: onEnd === 'error' ? 'freeze' : onEnd, trim: within(trim), freeze: freeze === null ? null : within(freeze) };
}

function pictureFor(clip: VideoClip, src: Source): ImageClip {
  const { path, start, timing, fit, position, scale, rotation, opacity, transitionIn, transitionOut } = clip;
  const looks = { fit, position, scale, rotation, opacity, transitionIn, transitionOut };
  return { type: 'image', path, src, start, length: lengthOf(clip), ...(timing ? { timing } : {}), ...looks };
}

/** A clip without a length of its own lasts as long as what was to be generated. */
function lengthOf({ length, timing, src, trim, speed }: VideoClip): number | null {
  if (length !== null || timing?.fill || src.kind !== 'generated') return length;
  const asked = src.input.length;
  return typeof asked === 'number' ? Math.max(0, asked - trim) / speed : null;
}

/** A clip that may come to show a picture needs a length that does not follow from its source. */
export const lacksLength = (clip: Clip): boolean =>
  clip.type === 'video' &&
  clip.src.kind === 'generated' &&
  (clip.src.fallback ?? []).some((src) => src.kind === 'asset') &&
  !clip.timing?.fill &&
  !((lengthOf(clip) ?? 0) > 0);
