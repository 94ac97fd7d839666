import type { AudioGraph } from './compile/audio-graph.ts';
import type { ChunkGraph, Piece } from './compile/graph.ts';
import type { SoundEncoding, VideoEncoding } from './encodings.ts';
import type { LottieSpec } from './lottie-spec.ts';
import type { AvcProbe, Rational } from './media.ts';
import type { ClipOrigin, LayerOrigin } from './origins.ts';
import type { OutputSettings } from './output.ts';
import type { PageSpec } from './page-spec.ts';
import type { RasterSpec } from './raster-spec.ts';
import type { Cue } from './timeline.ts';
import type { TitleSpec } from './titles/title-spec.ts';

/**
 * Everything the activities need for the outputs of a render that show the same frames, stored as JSON in the object store. Written by
 * prepare, read by all others. A render whose outputs differ in rate or transparency has several.
 */
export interface Plan {
  version: 2;
  /** Changes whenever the same timeline would give other frames. */
  pipelineVersion: string;
  canvas: { width: number; height: number; fps: Rational };
  /** Frames of the whole output. */
  frames: number;
  durationSeconds: number;
  /** What each composed frame is encoded as: no two are equal. */
  encodings: VideoEncoding[];
  /** The files that are delivered, in the order they were asked for. */
  outputs: PlanOutput[];
  /** By SHA-256. */
  sources: Record<string, PlanSource>;
  chunks: PlanChunk[];
  /** The number in the render of this plan's first chunk: those of the plans before it come first. */
  firstChunk: number;
  /** null when nothing sounds or all outputs are silent. */
  audio: PlanAudio | null;
  /** Captions delivered beside the picture; they touch no frame and no key. */
  captions?: CaptionTrack[];
  /** Set by prepare when one of the outputs is watched while it is rendered. */
  playlist?: {
    /** Position among the render's outputs. */
    output: number;
    revision: number;
  };
  /** Frame the poster shows. */
  posterFrame: number;
  /** Absent in plans of builds before it. */
  origins?: PlanOrigins;
  /** Set by prepare when a clip shows something else than it asked for first. */
  fallbacks?: UsedFallback[];
}

/** A clip that shows one of its fallbacks, and why. */
export interface UsedFallback {
  /** The clip's path. */
  path: string;
  /** Position in `fallback`, from 0. */
  position: number;
  used: { assetId: string } | { provider: string; model: string; generationId: string };
  /** What failed, in the order it was tried. */
  failed: { generationId: string; provider: string; model: string; code: string; message: string }[];
}

/** What a person calls the things in a plan. Nothing is made from it: it only says why two plans' keys differ. */
export interface PlanOrigins {
  toolchain: Toolchain;
  /** As the timeline says, whatever an output makes of it. */
  canvas: { width: number; height: number; fps: Rational; background: string };
  /** Those of nested timelines after the clip they stand in. */
  clips: ClipOrigin[];
  /** By chunk of the plan: which clip each layer of its graph is. */
  layers: LayerOrigin[][];
  /** Which clip each part of the sound is: lane after lane. */
  sounds: LayerOrigin[];
}

/** A file (or, with several encodings, a set of files) that is delivered. */
export interface PlanOutput {
  /** Position among the render's outputs, from 0. */
  index: number;
  settings: OutputSettings;
  /** Which of the plan's encodings it is joined from; none: sound alone. */
  encodings: number[];
  /** Which of the encodings of the plan's sound it has; null: silent. */
  sound: number | null;
}

/** What is kept in the cache, and why under that key. */
export interface Keyed {
  /** SHA-256 of everything that draws or encodes it, hex. */
  key: string;
  /** The key's parts, each hashed: what says why it was not reused. */
  keyParts: Record<string, string>;
}

/** Cues in seconds of the output, whole milliseconds, one after the other. */
export interface CaptionTrack {
  /** BCP 47. */
  language: string;
  label: string | null;
  cues: Cue[];
}

/** The plan's caption tracks, in order. */
export const captionTracks = (plan: Plan): CaptionTrack[] => plan.captions ?? [];

/** Whether chunks of an encoding are copied from sources: they are decoded with parameter sets of their own. */
export const copies = ({ chunks }: Plan, encoding: number): boolean => chunks.some(({ encoded }) => encoded[encoding]?.copy !== undefined);

/** A chunk in one encoding. */
export interface KeyedChunk extends Keyed {
  /** The average it was allotted, part of the key; absent: as its encoding says. */
  kbps?: number;
  /** It is taken over from a source as it is, part of the key; where that turns out impossible it is encoded. Absent: it is encoded. */
  copy?: CopiedStretch;
}

/** As many frames of a source as the chunk has, as its file has them. */
export interface CopiedStretch {
  sha256: string;
  /** A keyframe, counted in frames as they are shown. */
  first: number;
}

export interface PlanSource {
  sha256: string;
  assetId: string;
  objectKey: string;
  bytes: number;
  /** ffmpeg demuxers this file may be opened with (-format_whitelist); empty: it is no media. */
  demuxers: string;
  /** What its pictures are decoded with, where some may be copied. */
  avc?: Pick<AvcProbe, 'sps' | 'pps'>;
  /** Of one picture as it is decoded; absent: it has none, or the plan is of a build before it. */
  pixels?: number;
}

export interface PlanChunk {
  /** Position in the plan. */
  index: number;
  /** First frame on the timeline; not part of the key. */
  start: number;
  frames: number;
  /** Stands for all its encodings together: the key of the only one, or the hash of all keys. */
  key: string;
  /** By encoding of the plan. */
  encoded: KeyedChunk[];
  graph: ChunkGraph;
}

export interface PlanAudio {
  /** Mixed once, encoded as each of these: no two are equal. */
  encoded: (Keyed & { encoding: SoundEncoding })[];
  /** Samples of the whole mix at 48 kHz. */
  samples: number;
  graph: AudioGraph;
}

/** A file a command reads, to be put in its attempt's folder by the worker before ffmpeg starts. */
export type CommandInput =
  | { id: string; kind: 'source'; sha256: string }
  /** A stretch of a source that is normalised once and cached: see pieceKey. */
  | { id: string; kind: 'piece'; piece: Piece }
  | { id: string; kind: 'raster'; raster: RasterSpec }
  /** A table of colours: its file's name must end in .cube. */
  | { id: string; kind: 'lut'; sha256: string }
  /** Frames first ≤ k < first + frames of a page: PNGs one behind the other. Its pictures are sources of the plan. */
  | { id: string; kind: 'page'; page: PageSpec; first: number; frames: number }
  /** Frames first ≤ k < first + frames of a Lottie animation: PNGs one behind the other. Its file is a source of the plan. */
  | { id: string; kind: 'lottie'; lottie: LottieSpec; first: number; frames: number }
  /** The same of a text that moves. */
  | { id: string; kind: 'title'; title: TitleSpec; first: number; frames: number }
  /** A small file whose content the compiler wrote (filter commands), never a user's string. */
  | { id: string; kind: 'file'; extension: string; content: string };

/** What of a worker changes bytes: part of every key. */
export interface Toolchain {
  /** First line of `ffmpeg -version`. */
  ffmpeg: string;
  canvas: string;
  /** The browser's name and version; absent: html clips can't be drawn. */
  chromium?: string;
  arch: string;
  /** ffmpeg lacks zscale: high dynamic range is brought down by a plainer way. */
  noZscale?: true;
  /** ffmpeg lacks vid.stab: cameras are steadied by a plainer way. */
  noVidstab?: true;
  /** SHA-256 of each font file by family name: only shipped and uploaded fonts count. */
  fonts: Record<string, string>;
}

/** Where the worker put the inputs of a command, by input id, and where the results go. Absolute paths. */
export interface CommandFiles {
  inputs: Record<string, string>;
  /** By encoding; null: that one is not wanted. */
  outputs: readonly (string | null)[];
}
