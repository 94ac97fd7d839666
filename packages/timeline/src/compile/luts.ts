import { lutAssets } from '../effects/luts.ts';
import type { SourceMedia } from '../media.ts';
import type { Problem } from '../problems.ts';
import { type Clip, type Timeline, withClips } from '../timeline.ts';
import type { Media } from './media-of.ts';

/** Names every table of colours by its bytes. Returns the timeline so, and the tables; what is missing or no table is in `problems`. */
export function withLuts(timeline: Timeline, media: Media, problems: Problem[]): { timeline: Timeline; luts: SourceMedia[] } {
  const luts = new Map<string, SourceMedia>();
  const named = (clip: Clip): Clip => {
    const used = lutAssets(clip);
    if (clip.type === 'audio' || used.length === 0) return clip;
    const effects = [...(clip.effects ?? [])];
    for (const { assetId, effect } of used) {
      const source = Object.hasOwn(media.assets, assetId) ? media.assets[assetId] : undefined;
      const add = (code: string, message: string, hint: string) =>
        void problems.push({ path: [...clip.path, 'effects', effect, 'src'], code, message, hint });
      if (source === undefined)
        add('ASSET_NOT_FOUND', `There is no asset ${assetId} in this workspace.`, 'Use the id of an asset of this workspace.');
      else if (source.probe.kind !== 'lut')
        add('WRONG_KIND', `A LUT is expected, not a source of kind "${source.probe.kind}".`, 'Upload a .cube file of three dimensions.');
      else {
        luts.set(source.sha256, source);
        const { type, values } = effects[effect]!;
        effects[effect] = { type, values: { ...values, src: source.sha256 } };
      }
    }
    return { ...clip, effects };
  };
  return { timeline: withClips(timeline, (clip) => [named(clip)]), luts: [...luts.values()] };
}
