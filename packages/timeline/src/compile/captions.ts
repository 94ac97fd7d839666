import { readCaptionFile } from '../captions/file.ts';
import type { Problem } from '../problems.ts';
import { type CaptionsClip, type Clip, type Timeline, withClips } from '../timeline.ts';
import type { Media } from './media-of.ts';

/** Reads the captions that stand in assets. Clips whose file is missing or no captions become problems and are left out. */
export function withCaptions(timeline: Timeline, media: Media, problems: Problem[]): Timeline {
  return withClips(timeline, (clip) =>
    clip.type === 'captions' && clip.file !== null ? readFile(clip, clip.file, media, problems) : [clip],
  );
}

function readFile(clip: CaptionsClip, assetId: string, media: Media, problems: Problem[]): Clip[] {
  const path = [...clip.path, 'src'];
  const add = (code: string, message: string, hint: string): Clip[] => {
    problems.push({ path, code, message, hint });
    return [];
  };
  const source = Object.hasOwn(media.assets, assetId) ? media.assets[assetId] : undefined;
  if (!source)
    return add('ASSET_NOT_FOUND', `There is no asset ${assetId} in this workspace.`, 'Use the id of an asset of this workspace.');
  if (source.probe.kind !== 'captions' || source.text === undefined)
    return add('WRONG_KIND', `Captions are expected, not a source of kind "${source.probe.kind}".`, 'Upload an SRT, WebVTT or JSON file.');
  const before = problems.length;
  const cues = readCaptionFile(source.text, path, problems, clip.highlight !== undefined);
  if (problems.length > before) return [];
  const length = clip.length ?? (clip.timing?.fill ? null : (cues.at(-1)?.end ?? null));
  return [{ ...clip, cues, length }];
}
