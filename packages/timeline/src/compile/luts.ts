import { lutAssets } from '../effects/luts.ts';
import type { SourceMedia } from '../media.ts';
import type { Problem } from '../problems.ts';
import { type Clip, type Timeline, withClips } from '../timeline.ts';
import type { Media } from './media-of.ts';
import { sourceOfKind } from './source-of-kind.ts';

/** Names every table of colours by its bytes. Returns the timeline so, and the tables; what is missing or no table is in `problems`. */
export function withLuts(timeline: Timeline, media: Media, problems: Problem[]): { timeline: Timeline; luts: SourceMedia[] } {
  const luts = new Map<string, SourceMedia>();
  const named = (clip: Clip): Clip => {
    const used = lutAssets(clip);
    if (clip.type === 'audio' || used.length === 0) return clip;
    const effects = [...(clip.effects ?? [])];
    for (const { assetId, effect } of used) {
      const source = sourceOfKind('lut', assetId, [...clip.path, 'effects', effect, 'src'], media, problems);
      if (!source) continue;
      luts.set(source.sha256, source);
      const { type, values } = effects[effect]!;
      effects[effect] = { type, values: { ...values, src: source.sha256 } };
    }
    return { ...clip, effects };
  };
  return { timeline: withClips(timeline, (clip) => [named(clip)]), luts: [...luts.values()] };
}
