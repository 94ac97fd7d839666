export { canonicalJson, hashOf } from './canonical.ts';
export { type AssembleFiles, assembleCommand, concatList, type PosterFiles, posterCommand } from './command/assemble.ts';
export { type AudioOptions, audioCommand, audioInputs } from './command/audio.ts';
export { type ChunkOptions, chunkCommand, chunkInputs } from './command/chunk.ts';
export { type ContainerFamily, chunkFamily } from './command/encode.ts';
export { STILL_FORMATS, type StillFormat } from './command/still.ts';
export { compileFrame, type FramePlan, frameKey } from './compile/frame.ts';
export { madeWith, PIPELINE_VERSION } from './compile/key.ts';
export { type CompileInput, compilePlan } from './compile/plan.ts';
export { importTimeline } from './importers/import.ts';
export { type Exported, type ExportRequest, exportTimeline } from './importers/otio/export.ts';
export {
  IMPORT_FORMATS,
  type Imported,
  type ImportFormat,
  type ImportMedia,
  type ImportRequest,
  type MediaUse,
  type Unsupported,
} from './importers/types.ts';
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
export type { FillRaster, RasterSpec, ShapeRaster, TextRaster } from './raster-spec.ts';
export { type AssetReference, assetReferences, type GenerationReference, generationReferences } from './references.ts';
export { timelineSchema, timelineSchemaOf } from './schema/json-schema.ts';
export { parseCsv } from './template/csv.ts';
export { readDefinitions, VARIABLE_TYPES, type VariableDefinition, type VariableType } from './template/definitions.ts';
export { definitionsOf, fromCells, resolveVariables, withOwn } from './template/resolve.ts';
export { checkTemplate } from './template/template.ts';
export { allClips, type Canvas, type Clip, type Timeline, type Track } from './timeline.ts';
