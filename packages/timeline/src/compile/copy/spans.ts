import { hashOf } from '../../canonical.ts';
import type { VideoEncoding } from '../../encodings.ts';
import type { Rational, VideoProbe } from '../../media.ts';
import type { CopiedStretch } from '../../plan.ts';
import type { Canvas } from '../../timeline.ts';
import type { Actor } from '../actor.ts';
import { chunkGraph } from '../chunk-graph.ts';
import type { ChunkGraph } from '../graph.ts';
import { type CopySources, isCopyable, mayCopy, untouched } from './copyable.ts';
import { agree, numberedSets } from './parameter-sets.ts';

/** Frames of the timeline that can be copied, and where they are cut into chunks besides. */
export interface CopySpan {
  from: number;
  to: number;
  cuts: number[];
}

export interface Copying {
  spans: CopySpan[];
  sources: CopySources;
}

/** Seconds below which a chunk more costs as much as encoding it. */
const SHORTEST = 1;
/** Seconds of the source after which a copied stretch is cut at the next keyframe. */
const STRIDE = 6;

/** What of a scene is copied from its sources; nothing where no encoding may. */
export function copyingOf(
  scene: readonly Actor[],
  canvas: Canvas,
  fps: Rational,
  frames: number,
  encodings: readonly VideoEncoding[],
): Copying {
  if (!encodings.some((encoding) => mayCopy(encoding, canvas))) return { spans: [], sources: new Map() };
  const fit = new Map<string, VideoProbe>();
  for (const { placed } of scene) {
    const video = placed.media?.probe.video;
    if (placed.clip.type === 'video' && video && isCopyable(video, canvas)) fit.set(placed.media!.sha256, video);
  }
  const { graph } = chunkGraph(scene, canvas, fps, 0, frames);
  const found = stretchesOf(graph).flatMap((stretch) => inKeyframes(stretch, fit.get(stretch.sha256), fps));
  const sources = agreeing(found, fit);
  return { spans: found.filter(({ sha256 }) => sources.has(sha256)), sources };
}

interface Stretch extends CopiedStretch {
  /** Frames of the timeline. */
  from: number;
  to: number;
}

/** Where one file is seen as it is, and nothing else. */
function stretchesOf({ canvas, layers, segments, overlays }: ChunkGraph): Stretch[] {
  const above = overlays.map(({ layer }) => layers[layer]!);
  return segments.flatMap(({ from, to, base, over }) => {
    const layer = base === null || over.length > 0 ? undefined : layers[base];
    const shown = layer && untouched(layer, canvas.fps);
    if (!shown) return [];
    const free = without(
      { from, to },
      above.map((a) => ({ from: a.from, to: a.to })),
    );
    return free.map((one) => ({ ...one, sha256: shown.sha256, first: shown.first + one.from - layer.from }));
  });
}

type Range = { from: number; to: number };

const without = (range: Range, taken: readonly Range[]): Range[] =>
  taken.reduce<Range[]>(
    (left, { from, to }) =>
      left.flatMap((one) =>
        [
          { from: one.from, to: Math.min(one.to, from) },
          { from: Math.max(one.from, to), to: one.to },
        ].filter((rest) => rest.from < rest.to),
      ),
    [range],
  );

/**
 * From a stretch's first keyframe to its last. It is cut where keyframes step over a grid of the source's own time, so that another trim keeps
 * the chunks in the middle.
 */
function inKeyframes(
  { sha256, first, from, to }: Stretch,
  video: VideoProbe | undefined,
  fps: Rational,
): (CopySpan & { sha256: string })[] {
  if (!video) return [];
  const seconds = (frame: number) => (frame * fps.den) / fps.num;
  const end = first + to - from;
  const inside = [...video.avc!.keyframes, video.frames!].filter((frame) => frame >= first && frame <= end);
  const [low, high] = [inside[0], inside.at(-1)];
  if (low === undefined || high === undefined || seconds(high - low) < SHORTEST) return [];
  const cell = (frame: number) => Math.floor(seconds(frame) / STRIDE);
  const cuts = inside.filter((frame, i) => frame > low && frame < high && cell(frame) !== cell(inside[i - 1]!));
  const placed = (frame: number) => frame - first + from;
  return [{ sha256, from: placed(low), to: placed(high), cuts: cuts.map(placed) }];
}

/** Of sources whose parameter sets cannot stand in one sample description those with most frames to copy; equal sets count together. */
function agreeing(spans: readonly (CopySpan & { sha256: string })[], fit: CopySources): CopySources {
  const groups = new Map<string, { frames: number; sources: string[] }>();
  for (const { sha256, from, to } of spans) {
    const { sps, pps } = fit.get(sha256)!.avc!;
    const name = hashOf({ sps, pps });
    const { frames, sources } = groups.get(name) ?? { frames: 0, sources: [] };
    groups.set(name, { frames: frames + to - from, sources: [...sources, sha256] });
  }
  const ordered = [...groups].sort(([a, m], [b, n]) => n.frames - m.frames || (a < b ? -1 : 1));
  const taken = new Map<string, VideoProbe>();
  const sets = new Map<string, string>();
  for (const [, { sources }] of ordered) {
    const own = numberedSets(fit.get(sources[0]!)!.avc!)!;
    if (!agree(own, sets)) continue;
    for (const [name, hex] of own) sets.set(name, hex);
    for (const sha256 of sources) taken.set(sha256, fit.get(sha256)!);
  }
  return taken;
}
