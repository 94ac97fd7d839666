import type { ChunkRow, RenderChunkRow } from '@workprint/projection';
import { chunkInputs, type Keyed, type Plan } from '@workprint/timeline';
import type { Reuse } from './reuse.ts';

/** What manifest.json says: for each output time and encoding, what made it, and why it was not in the cache. */
export const manifestOf = (
  renderId: string,
  plans: readonly Plan[],
  rows: readonly RenderChunkRow[],
  cached: readonly ChunkRow[],
  reuse: Reuse,
): unknown => {
  const made = new Map(rows.map((r) => [r.index, r]));
  const objects = new Map(cached.map((r) => [r.key, r]));
  const origin = ({ key, keyParts }: Keyed): object => {
    const object = objects.get(key);
    if (object === undefined) return { key, keyParts };
    const { ffmpeg, worker, renderId: madeFor } = object.keyParts as { ffmpeg?: string; worker?: string; renderId?: string };
    const { sha256, bytes, createdAt } = object;
    return { key, keyParts, sha256, bytes: Number(bytes), madeBy: worker, madeFor, madeAt: createdAt.toISOString(), ffmpeg };
  };
  const described = (plan: Plan, position: number): object => ({
    canvas: plan.canvas,
    frames: plan.frames,
    durationSeconds: plan.durationSeconds,
    encodings: plan.encodings,
    outputs: plan.outputs,
    sources: Object.values(plan.sources).map(({ sha256, assetId, bytes }) => ({ sha256, assetId, bytes })),
    chunks: plan.chunks.map((chunk) => {
      const { index, start, frames, encoded } = chunk;
      const row = made.get(plan.firstChunk + index);
      return {
        index: plan.firstChunk + index,
        start,
        frames,
        sources: chunkInputs(chunk).flatMap((i) => (i.kind === 'source' ? [i.sha256] : [])),
        reused: row?.reused ?? null,
        worker: row?.worker ?? null,
        attempt: row?.attempt ?? null,
        encoded: encoded.map((one, i) => ({ ...origin(one), ...reuse.chunk(position, index, i) })),
      };
    }),
    audio: plan.audio && {
      samples: plan.audio.samples,
      encoded: plan.audio.encoded.map((one, i) => ({ encoding: one.encoding, ...origin(one), ...reuse.sound(position, i) })),
    },
  });
  const { comparedWith } = reuse;
  const [first] = plans;
  const facts = { version: 2, renderId, pipelineVersion: first?.pipelineVersion, comparedWith };
  return { ...facts, fallbacks: first?.fallbacks ?? [], plans: plans.map(described) };
};
