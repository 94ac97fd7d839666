import type { ChunkRow, RenderChunkRow } from '@workprint/projection';
import { chunkInputs, type Plan } from '@workprint/timeline';

/** What manifest.json says: for each output time, what made it. */
export const manifestOf = (renderId: string, plan: Plan, rows: readonly RenderChunkRow[], cached: readonly ChunkRow[]): unknown => {
  const made = new Map(rows.map((r) => [r.index, r]));
  const objects = new Map(cached.map((r) => [r.key, r]));
  const origin = (key: string): object => {
    const object = objects.get(key);
    if (object === undefined) return {};
    const { ffmpeg, worker } = object.keyParts as { ffmpeg?: string; worker?: string };
    return { sha256: object.sha256, bytes: Number(object.bytes), madeBy: worker, madeAt: object.createdAt.toISOString(), ffmpeg };
  };
  return {
    version: 1,
    renderId,
    pipelineVersion: plan.pipelineVersion,
    canvas: plan.canvas,
    output: plan.output,
    frames: plan.frames,
    durationSeconds: plan.durationSeconds,
    sources: Object.values(plan.sources).map(({ sha256, assetId, bytes }) => ({ sha256, assetId, bytes })),
    chunks: plan.chunks.map((chunk) => {
      const { index, start, frames, key, keyParts } = chunk;
      const row = made.get(index);
      return {
        index,
        start,
        frames,
        key,
        keyParts,
        sources: chunkInputs(chunk).flatMap((i) => (i.kind === 'source' ? [i.sha256] : [])),
        reused: row?.reused ?? null,
        worker: row?.worker ?? null,
        attempt: row?.attempt ?? null,
        ...origin(key),
      };
    }),
    audio:
      plan.audio === null
        ? null
        : { key: plan.audio.key, keyParts: plan.audio.keyParts, samples: plan.audio.samples, ...origin(plan.audio.key) },
  };
};
