// Activities of the render-worker.
import type { Ingested, IngestInput, MakeProxiesInput } from './ingest.ts';
import type { OutputRecord, RecordRenderResult, RenderWorkflowInput } from './render.ts';

export interface PrepareInput
  extends Pick<
    RenderWorkflowInput,
    'workspaceId' | 'renderId' | 'rootId' | 'revision' | 'timelineKey' | 'outputs' | 'backend' | 'playlist'
  > {
  /** What earlier revisions of the render have under way; absent: nothing. */
  going?: GoingWork[];
}

/** Work under way by a plan. */
export interface GoingWork {
  planKey: string;
  /** Chunks of the plan, those that are only lined up as well. */
  chunks: number[];
  /** Whether its sound is being mixed. */
  sound: boolean;
  /** Pieces of normalised sources, by their place in the plan. */
  pieces: number[];
}

/** A chunk that is being made already, by another plan of the render. */
export interface GoingChunk {
  index: number;
  from: { planKey: string; index: number };
}

/** A paid clip the timeline asks for. */
export interface GenerationRequest {
  /** JSON path of the clip, e.g. "tracks[0].clips[1]". */
  path: string;
  provider: string;
  model: string;
  kind: 'VIDEO' | 'IMAGE';
  prompt: string | null;
  /** The provider's input, whole. */
  input: Record<string, unknown>;
  /** Hash of provider, model and input; with the root render and the path when `fresh`. */
  intentKey: string;
  /** JSON path of what asks for it, where that is not the clip's src.generate. */
  at?: string;
  /** When it fails, the clip shows something else: prepare says what. */
  instead?: true;
}

/** `told`: what the row says since prepare wrote the stage into it: PLANNING, or RENDERING where nothing is left to be found out first. */
export type PrepareResult = { told: RecordRenderResult } & (
  | {
      ready: false;
      /** Assets still PROCESSING. */
      assetIds: string[];
      /** Intents that have no finished generation yet. */
      generations: GenerationRequest[];
    }
  | {
      ready: true;
      /** One for the outputs that show the same frames; several where rate or transparency differ. */
      plans: PlanSummary[];
      /** What of the work under way is of use to these plans; absent where none was named. */
      needed?: GoingWork[];
      /** Frames to be composed, all plans together. */
      framesTotal: number;
      durationSeconds: number;
      /** Chunks drawn at a time by all who draw them; absent: nobody here draws. */
      slots?: number;
    }
);

/** What a workflow needs to know of a plan; the plan itself is in the store. */
export interface PlanSummary {
  planKey: string;
  chunkCount: number;
  /** Indices of chunks that lack an encoding in the cache and are not `going`, in the order they are to be begun. */
  missing: number[];
  /** Chunks that lack an encoding in the cache which is under way for an earlier revision; absent: none. */
  going?: GoingChunk[];
  hasAudio: boolean;
  /** One of its outputs is watched while it is rendered: segments of the chunks that are in the cache have to be published as well. */
  playlist?: true;
  /** What must be made of sources before the missing chunks are drawn, in groups; absent where nothing must. */
  mezzanines?: number[][];
  /** Which of the render's outputs come of it. */
  outputs: number[];
  /** The first pass over its chunks, a plan of its own, where rates are given by what it finds; absent: none is needed. */
  measure?: { planKey: string; firstChunk: number; missing: number[] };
  /** Where the rates in it are of allot: the plan as it was prepared. */
  basePlanKey?: string;
}

export interface AllotInput extends Pick<RenderWorkflowInput, 'workspaceId' | 'renderId' | 'revision'> {
  /** 0, then one more whenever an output was too large. */
  round: number;
  /** All plans of the render as they were prepared; the first passes of those that need one are in the cache. */
  planKeys: string[];
  /** How many bytes outputs came out with that were too large, by their position, round after round. */
  reached: { output: number; bytes: number[] }[];
}
/** By plan of the input. */
export interface AllotResult {
  /** Chunks of first passes that the cache has lost: there are no plans before these are rendered again. */
  unmeasured?: { planKey: string; firstChunk: number; indices: number[] }[];
  plans: Pick<PlanSummary, 'planKey' | 'missing'>[];
}

export interface RenderChunkInput {
  workspaceId: string;
  renderId: string;
  planKey: string;
  index: number;
}
export interface RenderChunkResult {
  index: number;
  /** True when other attempts or renders had published all its encodings first. */
  reused: boolean;
  /** All encodings together. */
  bytes: number;
}

/** Pieces of normalised sources, by their place in the plan. */
export interface MakeMezzaninesInput {
  workspaceId: string;
  renderId: string;
  planKey: string;
  pieces: number[];
}
export interface MakeMezzaninesResult {
  /** Those that were not there already. */
  made: number;
}

export interface MixAudioInput {
  workspaceId: string;
  renderId: string;
  planKey: string;
}

export interface PublishSegmentsInput {
  workspaceId: string;
  renderId: string;
  planKey: string;
  /** Chunks of the plan that are in the cache, in timeline order. */
  indices: number[];
}
export interface PublishSegmentsResult {
  /** Chunks whose objects are missing or damaged: they have to be rendered. */
  missing: number[];
}

export interface AssembleInput {
  workspaceId: string;
  renderId: string;
  planKey: string;
  /** Position among the render's outputs. */
  output: number;
}

/** `damaged` is empty when there is an output. */
export interface AssembleResult {
  output: OutputRecord | null;
  damaged: number[];
}

export interface PublishInput {
  workspaceId: string;
  renderId: string;
  planKeys: string[];
  /** What assemble answered, in order. */
  outputs: OutputRecord[];
}

/** activities on the `interactive` queue */
export interface InteractiveActivities {
  /** Resolves sources, compiles the plan, stores it, looks the chunks up in the cache, and tells the projection so. @throws INVALID_TIMELINE, ASSET_NOT_FOUND, ASSET_REJECTED */
  prepare(input: PrepareInput): Promise<PrepareResult>;
  /** Gives each chunk its part of the bits by what the first pass found out; stores the plans that say so. @throws SIZE_UNREACHABLE */
  allot(input: AllotInput): Promise<AllotResult>;
}
/** activities on the `chunk` queue */
export interface ChunkActivities {
  /** Composes one chunk for the encodings that are not in the cache and publishes each under its key; whoever comes second uses what is there. @throws FFMPEG_FAILED, UNREADABLE_MEDIA, MISSING_GLYPH */
  renderChunk(input: RenderChunkInput): Promise<RenderChunkResult>;
  /** Deinterlaces, tone-maps or turns round stretches of sources and publishes them. @throws FFMPEG_FAILED, UNREADABLE_MEDIA */
  makeMezzanines(input: MakeMezzaninesInput): Promise<MakeMezzaninesResult>;
  /** Makes what drafts show of an asset, a few pieces of it, and publishes them. @throws FFMPEG_FAILED, UNREADABLE_MEDIA */
  makeProxies(input: MakeProxiesInput): Promise<MakeMezzaninesResult>;
}
/** activities on the `assemble` queue */
export interface AssembleActivities {
  /** Mixes the whole timeline's sound as PCM and encodes it as each output needs it. */
  mixAudio(input: MixAudioInput): Promise<{ reused: boolean }>;
  /** Publishes the segments of cached chunks, for those who watch the render. Segments of rendered chunks are published with them. */
  publishSegments(input: PublishSegmentsInput): Promise<PublishSegmentsResult>;
  /**
   * Joins one output's chunks without re-encoding, muxes the sound, uploads the file. Chunks whose objects are missing or damaged
   * come back in `damaged` and are rendered again; then there is no output.
   */
  assemble(input: AssembleInput): Promise<AssembleResult>;
  /** Draws the posters, writes the manifest. */
  publish(input: PublishInput): Promise<{ outputs: OutputRecord[] }>;
  /** Hashes, probes and files an uploaded or imported object. @throws UNREADABLE_MEDIA, FETCH_FAILED, ADDRESS_REFUSED, MEDIA_TOO_LARGE */
  ingest(input: IngestInput): Promise<Ingested>;
}
