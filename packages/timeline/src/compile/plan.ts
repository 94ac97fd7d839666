import type { OutputSettings } from '../output.ts';
import type { Plan, PlanSource, Toolchain } from '../plan.ts';
import type { Problem, Result } from '../problems.ts';
import { secondsOf } from '../rate.ts';
import { settle } from '../settle.ts';
import type { AudioClip, Timeline, VideoClip } from '../timeline.ts';
import { audioGraph, checkSoundLength } from './audio.ts';
import { chunkGraph } from './chunk-graph.ts';
import { cutPlaces } from './cuts.ts';
import { audioKey, chunkKey, PIPELINE_VERSION } from './key.ts';
import type { Media } from './media-of.ts';
import { type Placed, placeClips } from './place.ts';
import { sceneOf } from './scene.ts';
import { checkSourceLength } from './source-frames.ts';

export interface CompileInput {
  timeline: Timeline;
  output: OutputSettings;
  /** By asset id: every asset the timeline names. */
  assets: Media['assets'];
  /** By clip path ("tracks[0].clips[1]"): the outcome of every generation. */
  generated: Media['generated'];
  toolchain: Toolchain;
  /** Seconds; 4 hours unless said. */
  maxDurationSeconds?: number;
  /** Tests only: first frames of the chunks after the first, instead of the compiler's own. */
  cuts?: number[];
  /** Only this frame, as a chunk of its own: see compileFrame. */
  only?: number;
}

const SILENT: Problem = {
  path: ['tracks'],
  code: 'NOTHING_SOUNDS',
  message: 'The output is sound alone, but no clip of the timeline sounds.',
  hint: 'Add a clip with sound, or ask for a format with pictures.',
};

/**
 * Timeline and probed sources → chunk plan.
 * Problems: ASSET_NOT_FOUND, GENERATION_MISSING, WRONG_KIND, UNSUPPORTED_CONTAINER, SOURCE_TOO_SHORT, TOO_SHORT, TOO_LONG, OVERLAP, EMPTY_TIMELINE,
 * NOTHING_SOUNDS.
 */
export function compilePlan(input: CompileInput): Result<Plan> {
  const { output, toolchain } = input;
  const timeline = settle(input.timeline, input);
  const { fps } = output;
  const problems: Problem[] = [];
  const placed = placeClips(timeline, fps, input, problems);
  problems.push(...placed.flatMap((p) => checkLength(p, fps, input.maxDurationSeconds ?? 4 * 3600)));
  const frames = placed.reduce((last, p) => Math.max(last, p.end), 0);
  if (frames === 0 && problems.length === 0)
    problems.push({ path: ['tracks'], code: 'EMPTY_TIMELINE', message: 'The timeline has no clip.' });
  if (problems.length > 0) return { ok: false, problems };

  const scene = sceneOf(placed, timeline.canvas, fps);
  // Sound alone: no picture is drawn.
  const places = input.only === undefined ? [0, ...(input.cuts ?? cutPlaces(scene, frames, fps))] : [input.only];
  const starts = output.codec === null ? [] : places;
  const end = input.only === undefined ? frames : input.only + 1;
  const chunks = starts.map((start, index) => {
    const graph = chunkGraph(scene, timeline.canvas, fps, start, starts[index + 1] ?? end, output.alpha);
    return { index, start, frames: graph.frames, ...chunkKey(graph, output, toolchain), graph };
  });
  const heard = audioGraph(
    placed,
    timeline.tracks.map((t) => t.id),
    frames,
    fps,
  );
  if (output.codec === null && heard === null) return { ok: false, problems: [SILENT] };
  const mix = output.audioCodec === null ? null : heard;
  return {
    ok: true,
    value: {
      version: 1,
      pipelineVersion: PIPELINE_VERSION,
      canvas: { width: timeline.canvas.width, height: timeline.canvas.height, fps },
      frames,
      durationSeconds: secondsOf(frames, fps),
      output,
      sources: sourcesOf(placed),
      chunks,
      audio: mix && { ...audioKey(mix, output, toolchain), samples: mix.samples, graph: mix },
      posterFrame: Math.floor(frames / 3),
    },
  };
}

function checkLength(p: Placed, fps: OutputSettings['fps'], maxSeconds: number): Problem[] {
  const end = secondsOf(p.end, fps);
  if (end > maxSeconds) {
    return [
      {
        path: [...p.clip.path, 'length'],
        code: 'TOO_LONG',
        message: `The clip ends at ${Math.round(end)} s; a render may last ${maxSeconds} s.`,
      },
    ];
  }
  if (p.clip.type === 'timeline') return p.inner.flatMap((inner) => checkLength(inner, fps, maxSeconds));
  if (p.clip.type === 'video') return checkSourceLength(p as Placed<VideoClip>, fps);
  return p.clip.type === 'audio' ? checkSoundLength(p as Placed<AudioClip>, fps) : [];
}

function sourcesOf(placed: readonly Placed[]): Record<string, PlanSource> {
  const sources: Record<string, PlanSource> = {};
  for (const { media, demuxers, inner } of placed) {
    Object.assign(sources, sourcesOf(inner));
    if (media)
      sources[media.sha256] = {
        sha256: media.sha256,
        assetId: media.assetId,
        objectKey: media.objectKey,
        bytes: media.probe.bytes,
        demuxers,
      };
  }
  return sources;
}
