import { fontAsset, fontOfFile } from '../fonts.ts';
import type { SourceMedia } from '../media.ts';
import type { Problem } from '../problems.ts';
import { type Clip, type Timeline, withClips } from '../timeline.ts';
import type { Media } from './media-of.ts';
import { sourceOfKind } from './source-of-kind.ts';

/** Names every uploaded font by its bytes. Returns the timeline so, and the fonts; what is missing or no font is in `problems`. */
export function withFonts(timeline: Timeline, media: Media, problems: Problem[]): { timeline: Timeline; fonts: SourceMedia[] } {
  const fonts = new Map<string, SourceMedia>();
  const named = (clip: Clip): Clip => {
    const assetId = 'style' in clip ? fontAsset(clip.style.font) : null;
    if (assetId === null || !('style' in clip)) return clip;
    const source = sourceOfKind('font', assetId, [...clip.path, 'style', 'font'], media, problems);
    if (!source) return clip;
    fonts.set(source.sha256, source);
    return { ...clip, style: { ...clip.style, font: fontOfFile(source.sha256) } };
  };
  const renamed = withClips(timeline, (clip) => [named(clip)]);
  return { timeline: renamed, fonts: [...fonts.values()] };
}
