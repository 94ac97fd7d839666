import { fontAsset, fontOfFile } from '../fonts.ts';
import type { SourceMedia } from '../media.ts';
import type { Problem } from '../problems.ts';
import { type Clip, type Timeline, withClips } from '../timeline.ts';
import type { Media } from './media-of.ts';

/** Names every uploaded font by its bytes. Returns the timeline so, and the fonts; what is missing or no font is in `problems`. */
export function withFonts(timeline: Timeline, media: Media, problems: Problem[]): { timeline: Timeline; fonts: SourceMedia[] } {
  const fonts = new Map<string, SourceMedia>();
  const named = (clip: Clip): Clip => {
    const assetId = 'style' in clip ? fontAsset(clip.style.font) : null;
    if (assetId === null || !('style' in clip)) return clip;
    const source = Object.hasOwn(media.assets, assetId) ? media.assets[assetId] : undefined;
    const add = (code: string, message: string, hint: string) =>
      void problems.push({ path: [...clip.path, 'style', 'font'], code, message, hint });
    if (source === undefined)
      add('ASSET_NOT_FOUND', `There is no asset ${assetId} in this workspace.`, 'Use the id of an asset of this workspace.');
    else if (source.probe.kind !== 'font')
      add('WRONG_KIND', `A font is expected, not a source of kind "${source.probe.kind}".`, 'Upload a TTF, OTF, WOFF or WOFF2 file.');
    else {
      fonts.set(source.sha256, source);
      return { ...clip, style: { ...clip.style, font: fontOfFile(source.sha256) } };
    }
    return clip;
  };
  const renamed = withClips(timeline, (clip) => [named(clip)]);
  return { timeline: renamed, fonts: [...fonts.values()] };
}
