import { hashOf } from '../canonical.ts';
import { captionFiles } from '../command/caption-codecs.ts';
import type { Plan, PlanOutput } from '../plan.ts';

/**
 * What a delivered file is made of: equal keys, equal files. null where that is more than one file. The parts' own keys say which build
 * made them; joining encodes nothing.
 */
export function deliveryKey(plan: Plan, output: PlanOutput): string | null {
  const { settings, encodings, sound } = output;
  if (settings.renditions !== null || settings.once !== undefined) return null;
  return hashOf({
    made: 'file',
    compiler: plan.pipelineVersion,
    settings,
    frames: plan.frames,
    chunks: encodings.map((encoding) => plan.chunks.map((chunk) => chunk.encoded[encoding]!.key)),
    sound: sound === null ? null : (plan.audio?.encoded[sound]?.key ?? null),
    captions: captionFiles(plan, settings.format),
  });
}

/** The same for a poster, drawn from a frame of a chunk. @param chunkKey of the encoding it is drawn from */
export const posterKey = (plan: Plan, chunkKey: string, frameInChunk: number): string =>
  hashOf({ made: 'poster', compiler: plan.pipelineVersion, chunkKey, frameInChunk });
