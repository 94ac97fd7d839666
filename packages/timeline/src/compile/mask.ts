import type { SourceMedia } from '../media.ts';
import type { Problem } from '../problems.ts';
import type { Clip } from '../timeline.ts';
import { demuxersOf } from './demuxers.ts';
import { leavesSome, type MaskMedia } from './framing.ts';
import type { Media } from './media-of.ts';

/** The picture a clip's mask is; null: it has none, or (then that is a problem) it is none that can be shown. */
export function maskOf(clip: Clip, { assets }: Media, problems: Problem[]): MaskMedia | null {
  if (clip.type === 'audio' || clip.mask?.kind !== 'image') return null;
  const { assetId } = clip.mask;
  const media = Object.hasOwn(assets, assetId) ? assets[assetId] : undefined;
  const add = (code: string, message: string, hint: string): null => {
    problems.push({ path: [...clip.path, 'mask', 'src'], code, message, hint });
    return null;
  };
  if (!media) return add('ASSET_NOT_FOUND', `There is no asset ${assetId} in this workspace.`, 'Use the id of an asset of this workspace.');
  const demuxers = demuxersOf(media.probe);
  if (media.probe.kind !== 'image' || !demuxers)
    return add('WRONG_KIND', `A mask is a picture, not a source of kind "${media.probe.kind}".`, 'Upload a PNG, JPEG or WebP.');
  return { media, demuxers };
}

/** A crop in pixels, or of both kinds, that leaves nothing of this source. */
export function cropProblems(clip: Clip, source: SourceMedia | null): Problem[] {
  if (clip.type === 'audio' || !clip.crop) return [];
  const size = source?.probe.video;
  if (!size || leavesSome(clip.crop, size)) return [];
  return [nothingLeft(clip.path, `${size.width}×${size.height} pixels`)];
}

export const nothingLeft = (path: Problem['path'], size: string): Problem => ({
  path: [...path, 'crop'],
  code: 'OUT_OF_RANGE',
  message: `The crop leaves nothing of the picture (${size}).`,
  hint: 'left and right, and top and bottom, must leave at least 2 pixels between them.',
});
