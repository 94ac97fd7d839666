import type { AudioGraph } from './compile/audio-graph.ts';
import type { ChunkGraph } from './compile/graph.ts';
import type { Rational } from './media.ts';
import type { OutputSettings } from './output.ts';
import type { RasterSpec } from './raster-spec.ts';
import type { Cue } from './timeline.ts';

/** Everything a render's activities need, stored as JSON in the object store. Written by prepare, read by all others. */
export interface Plan {
  version: 1;
  /** Changes whenever the same timeline would give other frames. */
  pipelineVersion: string;
  canvas: { width: number; height: number; fps: Rational };
  /** Frames of the whole output. */
  frames: number;
  durationSeconds: number;
  output: OutputSettings;
  /** By SHA-256. */
  sources: Record<string, PlanSource>;
  chunks: PlanChunk[];
  /** null when nothing sounds and the output is silent. */
  audio: PlanAudio | null;
  /** Captions delivered beside the picture; they touch no frame and no key. */
  captions?: CaptionTrack[];
  /** Frame the poster shows. */
  posterFrame: number;
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

export interface PlanSource {
  sha256: string;
  assetId: string;
  objectKey: string;
  bytes: number;
  /** ffmpeg demuxers this file may be opened with (-format_whitelist); empty: it is no media. */
  demuxers: string;
}

export interface PlanChunk {
  index: number;
  /** First frame on the timeline; not part of the key. */
  start: number;
  frames: number;
  /** SHA-256 of everything that draws or encodes the chunk, hex. */
  key: string;
  /** The key's parts, each hashed: what says why a chunk was not reused. */
  keyParts: Record<string, string>;
  graph: ChunkGraph;
}

export interface PlanAudio {
  key: string;
  keyParts: Record<string, string>;
  /** Samples of the whole mix at 48 kHz. */
  samples: number;
  graph: AudioGraph;
}

/** A file a command reads, to be put in its attempt's folder by the worker before ffmpeg starts. */
export type CommandInput =
  | { id: string; kind: 'source'; sha256: string }
  | { id: string; kind: 'raster'; raster: RasterSpec }
  /** A small file whose content the compiler wrote (filter commands), never a user's string. */
  | { id: string; kind: 'file'; extension: string; content: string };

/** What of a worker changes bytes: part of every key. */
export interface Toolchain {
  /** First line of `ffmpeg -version`. */
  ffmpeg: string;
  canvas: string;
  arch: string;
  /** SHA-256 of each font file by family name: only shipped and uploaded fonts count. */
  fonts: Record<string, string>;
}

/** Where the worker put the inputs of a command, by input id, and where the result goes. Absolute paths. */
export interface CommandFiles {
  inputs: Record<string, string>;
  output: string;
}
