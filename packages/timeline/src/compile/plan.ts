import { hashOf } from '../canonical.ts';
import { soundEncodingOf, videoEncodingsOf } from '../encodings.ts';
import type { SourceMedia } from '../media.ts';
import type { LayerOrigin } from '../origins.ts';
import type { OutputSettings } from '../output.ts';
import type { Plan, PlanOutput, PlanSource, Toolchain } from '../plan.ts';
import type { Problem, Result } from '../problems.ts';
import { secondsOf } from '../rate.ts';
import { settle } from '../settle.ts';
import type { AudioClip, Timeline, VideoClip } from '../timeline.ts';
import { audioGraph, checkReversed, checkSoundLength } from './audio.ts';
import { captionTrackProblems, captionTracksOf } from './caption-tracks.ts';
import { withCaptions } from './captions.ts';
import { chunkGraph } from './chunk-graph.ts';
import { type CopySources, copyOf, mayCopy } from './copy/copyable.ts';
import { copyingOf } from './copy/spans.ts';
import { cutPlaces } from './cuts.ts';
import { demuxersOf } from './demuxers.ts';
import { withFonts } from './fonts.ts';
import { audioKey, chunkKey, joinedKey, PIPELINE_VERSION } from './key.ts';
import { withLuts } from './luts.ts';
import type { Media } from './media-of.ts';
import { normaliseSources } from './normalise.ts';
import { clipOrigins } from './origins.ts';
import { type Placed, placeClips } from './place.ts';
import { sceneOf } from './scene.ts';
import { shrunk } from './shrink.ts';
import { checkSourceLength } from './source-frames.ts';
import { watermark } from './watermark.ts';

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

/** Binary fractions of decimal seconds may fall just short of a frame's beginning. */
const SLACK = 1e-6;

const SILENT: Problem = {
  path: ['tracks'],
  code: 'NOTHING_SOUNDS',
  message: 'The output is sound alone, but no clip of the timeline sounds.',
  hint: 'Add a clip with sound, or ask for a format with pictures.',
};

/** Timeline and probed sources → chunk plan of one output. Problems as compileGroup's. */
export const compilePlan = (input: CompileInput): Result<Plan> => compileGroup(input, [{ index: 0, settings: input.output }], 0);

/** An output and its position among the render's. */
export type Asked = Pick<PlanOutput, 'index' | 'settings'>;

/**
 * Timeline and probed sources → chunk plan of outputs that show the same frames.
 * Problems: ASSET_NOT_FOUND, GENERATION_MISSING, WRONG_KIND, UNSUPPORTED_CONTAINER, SOURCE_TOO_SHORT, TOO_SHORT, TOO_LONG, OVERLAP, EMPTY_TIMELINE,
 * NOTHING_SOUNDS, NOT_FOR_FORMAT, INVALID_CAPTIONS and the others of captions that stand in assets.
 */
export function compileGroup(input: Omit<CompileInput, 'output'>, asked: readonly Asked[], firstChunk: number): Result<Plan> {
  const { toolchain } = input;
  const { fps } = asked[0]!.settings;
  const pictures = distinct(asked.flatMap((a) => videoEncodingsOf(a.settings)));
  const problems: Problem[] = [];
  const draft = asked[0]!.settings.draft === true;
  const asGiven = draft ? shrunk(input.timeline) : input.timeline;
  const { timeline: named, fonts } = withFonts(settle(withCaptions(asGiven, input, problems), input), input, problems);
  const { timeline, luts } = withLuts(named, input, problems);
  const placed = placeClips(timeline, fps, input, problems);
  normaliseSources(placed, fps, toolchain, draft);
  problems.push(...placed.flatMap((p) => checkLength(p, fps, input.maxDurationSeconds ?? 4 * 3600)));
  const frames = placed.reduce((last, p) => Math.max(last, p.end), 0);
  const captions = captionTracksOf(placed, fps, problems);
  if (input.only === undefined)
    problems.push(...[...new Set(asked.map((a) => a.settings.format))].flatMap((format) => captionTrackProblems(timeline, format)));
  if (frames === 0 && problems.length === 0)
    problems.push({ path: ['tracks'], code: 'EMPTY_TIMELINE', message: 'The timeline has no clip.' });
  if (problems.length > 0) return { ok: false, problems };

  if (draft) placed.push(watermark(timeline.canvas, timeline.tracks.length, frames, fps));
  const scene = sceneOf(placed, timeline.canvas, fps);
  const once = asked[0]!.settings.once;
  const still = once?.kind === 'still' ? Math.floor((once.at * fps.num) / fps.den + SLACK) : undefined;
  if (still !== undefined && still >= frames) return { ok: false, problems: [beyondEnd(frames, fps)] };
  const only = input.only ?? still;
  // Sound alone: no picture is drawn.
  const copying = copyingOf(scene, timeline.canvas, fps, frames, only === undefined ? pictures.all : []);
  const places = only === undefined ? [0, ...(input.cuts ?? cutPlaces(scene, frames, fps, copying.spans))] : [only];
  const starts = pictures.all.length === 0 ? [] : places;
  const end = only === undefined ? frames : only + 1;
  const layers: LayerOrigin[][] = [];
  const chunks = starts.map((start, index) => {
    const { graph, clips } = chunkGraph(scene, timeline.canvas, fps, start, starts[index + 1] ?? end, pictures.all[0]?.alpha);
    layers.push(clips);
    const copy = copyOf(graph, copying.sources);
    const encoded = pictures.all.map((encoding) => chunkKey(graph, encoding, toolchain, mayCopy(encoding, graph.canvas) ? copy : null));
    return { index, start, frames: graph.frames, key: joinedKey(encoded), encoded, graph };
  });
  const mixed = audioGraph(placed, timeline.tracks, frames, fps);
  const heard = mixed?.graph ?? null;
  if (heard === null && asked.some((a) => a.settings.codec === null)) return { ok: false, problems: [SILENT] };
  const sounds = distinct(asked.map((a) => (heard === null ? null : soundEncodingOf(a.settings))));
  return {
    ok: true,
    value: {
      version: 2,
      pipelineVersion: PIPELINE_VERSION,
      canvas: { width: timeline.canvas.width, height: timeline.canvas.height, fps },
      frames,
      durationSeconds: secondsOf(frames, fps),
      encodings: pictures.all,
      outputs: asked.map(({ index, settings }, i) => ({
        ...{ index, settings, sound: sounds.of[i] ?? null },
        encodings: videoEncodingsOf(settings).map((encoding) => pictures.all.findIndex((p) => hashOf(p) === hashOf(encoding))),
      })),
      sources: sourcesOf(placed, [...fonts, ...luts], copying.sources),
      chunks,
      firstChunk,
      audio:
        heard === null || sounds.all.length === 0
          ? null
          : {
              encoded: sounds.all.map((encoding) => ({ ...audioKey(heard, encoding, toolchain), encoding })),
              samples: heard.samples,
              graph: heard,
            },
      ...(captions.length > 0 ? { captions } : {}),
      posterFrame: Math.floor(frames / 3),
      origins: { toolchain, canvas: timeline.canvas, clips: clipOrigins(placed, fps), layers, sounds: mixed?.clips ?? [] },
    },
  };
}

/** Each of them once, and which of those each one is. */
function distinct<T>(list: readonly (T | null)[]): { all: T[]; of: (number | null)[] } {
  const found = new Map<string, T>();
  const hashes = list.map((one) => (one === null ? null : hashOf(one)));
  list.forEach((one, i) => {
    if (one !== null && !found.has(hashes[i]!)) found.set(hashes[i]!, one);
  });
  const order = [...found.keys()];
  return { all: [...found.values()], of: hashes.map((h) => (h === null ? null : order.indexOf(h))) };
}

function beyondEnd(frames: number, fps: OutputSettings['fps']): Problem {
  const last = Math.round(secondsOf(frames - 1, fps) * 1000) / 1000;
  return { path: ['output', 'at'], code: 'OUT_OF_RANGE', message: `The last frame is at ${last} s: there is none to take at that time.` };
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
  if (p.clip.type === 'video') return [...checkSourceLength(p as Placed<VideoClip>, fps), ...checkReversed(p, fps)];
  return p.clip.type === 'audio' ? [...checkSoundLength(p as Placed<AudioClip>, fps), ...checkReversed(p, fps)] : [];
}

function sourcesOf(placed: readonly Placed[], files: readonly SourceMedia[], copied: CopySources): Record<string, PlanSource> {
  const sources: Record<string, PlanSource> = {};
  const add = ({ sha256, assetId, objectKey, probe }: SourceMedia, demuxers: string) => {
    const { bytes, video } = probe;
    const avc = copied.get(sha256)?.avc;
    sources[sha256] = {
      ...{ sha256, assetId, objectKey, bytes, demuxers },
      ...(video ? { pixels: video.codedWidth * video.codedHeight } : {}),
      ...(avc ? { avc: { sps: avc.sps, pps: avc.pps } } : {}),
    };
  };
  const addClips = (clips: readonly Placed[]) => {
    for (const { pictures } of clips) for (const media of Object.values(pictures)) add(media, demuxersOf(media.probe) ?? '');
    for (const { media, demuxers, inner, mask } of clips) {
      if (media) add(media, demuxers);
      if (mask) add(mask.media, mask.demuxers);
      addClips(inner);
    }
  };
  for (const file of files) add(file, '');
  addClips(placed);
  return sources;
}
