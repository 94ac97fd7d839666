import type { SourceMedia } from '../media.ts';
import { formatPath } from '../problems.ts';
import { type Clip, hasSource } from '../timeline.ts';

/** Resolved sources: by asset id, and by clip path for generated ones. */
export interface Media {
  assets: Record<string, SourceMedia>;
  generated: Record<string, SourceMedia>;
}

/** A clip's source; null for what is drawn and for what is not there. */
export function mediaOf(clip: Clip, media: Media): SourceMedia | null {
  if (!hasSource(clip)) return null;
  return (clip.src.kind === 'asset' ? own(media.assets, clip.src.assetId) : own(media.generated, formatPath(clip.path))) ?? null;
}

const own = <T>(record: Record<string, T>, key: string): T | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);
