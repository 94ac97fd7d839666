export { canonicalJson, hashOf } from './canonical.ts';
export { type AssembleFiles, assembleCommand, concatList, type PosterFiles, posterCommand } from './command/assemble.ts';
export { type AudioOptions, audioCommand, audioInputs } from './command/audio.ts';
export { type ChunkOptions, chunkCommand, chunkInputs } from './command/chunk.ts';
export { type ContainerFamily, chunkFamily } from './command/encode.ts';
export { madeWith, PIPELINE_VERSION } from './compile/key.ts';
export { type CompileInput, compilePlan } from './compile/plan.ts';
export { type TimelineLength, timelineLength } from './length.ts';
export type { AudioProbe, MediaProbe, Rational, SourceMedia, VideoProbe } from './media.ts';
export {
  completeOutput,
  ENCODE_SPEEDS,
  type EncodeSpeed,
  type OutputRequest,
  type OutputResult,
  type OutputSettings,
  resolveOutput,
} from './output.ts';
export { AUDIO_CODECS, type AudioCodec, CODECS, FORMATS, formatSpec, type OutputFormat, type VideoCodec } from './output-formats.ts';
export { type ParseOptions, parseTimeline } from './parse.ts';
export type { CommandFiles, CommandInput, Plan, PlanAudio, PlanChunk, PlanSource, Toolchain } from './plan.ts';
export { PRESETS, type Preset } from './presets.ts';
export type { Problem, Result } from './problems.ts';
export { formatPath } from './problems.ts';
export type { RasterSpec } from './raster-spec.ts';
export { type AssetReference, assetReferences, type GenerationReference, generationReferences } from './references.ts';
export { timelineSchema } from './schema/json-schema.ts';
export type { Canvas, Clip, Timeline, Track } from './timeline.ts';
