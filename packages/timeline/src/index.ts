export { canonicalJson, hashOf } from './canonical.ts';
export { type CaptionFormat, captionFormat, MAX_CAPTION_CHARACTERS, readCaptionFile } from './captions/file.ts';
export { writeVtt } from './captions/vtt.ts';
export { type AssembleFiles, assembleCommand, concatList, type PosterFiles, posterCommand } from './command/assemble.ts';
export { type AudioOptions, audioCommand, audioInputs } from './command/audio.ts';
export { captionFiles } from './command/caption-codecs.ts';
export { type ChunkOptions, chunkCommand, chunkInputs, firstPassOf } from './command/chunk.ts';
export { timescale } from './command/common.ts';
export { decodeCommand } from './command/decode.ts';
export { type ContainerFamily, chunkFamily } from './command/encode.ts';
export { type GifTry, gifCommand, gifFilters, gifTries } from './command/gif.ts';
export { headersCommand } from './command/headers.ts';
export { type Film, frameName } from './command/joined.ts';
export {
  encodePcmCommand,
  type Level,
  type Loudness,
  levelCommand,
  levelFor,
  loudnessIn,
  measureCommand,
} from './command/loudness.ts';
export { gimpPalette, type PaletteColor, paletteCommand, readPalette, writePalette } from './command/palette.ts';
export { PIECE_FILES, pieceCommand, pieceFirstPass, pieceSourceId } from './command/piece.ts';
export { pixelFramesCommand, pixelScale, pixelVideoCommand } from './command/pixels.ts';
export { sheetCommand, sheetLayout, sheetName, sheetVtt } from './command/sheet.ts';
export { STILL_FORMATS, type StillFormat } from './command/still.ts';
export { type PictureFiles, picturesCommand } from './command/stills.ts';
export { captionTrackProblems } from './compile/caption-tracks.ts';
export { agree, numberedSets } from './compile/copy/parameter-sets.ts';
export { deliveryKey, posterKey } from './compile/delivery-key.ts';
export { compileFrame, type FramePlan, frameKey } from './compile/frame.ts';
export type { Piece } from './compile/graph.ts';
export { madeWith, PIPELINE_VERSION, pieceKey } from './compile/key.ts';
export { type CompileInput, compilePlan } from './compile/plan.ts';
export { type PlanPiece, planPieces } from './compile/plan-pieces.ts';
export { type CompileAllInput, compilePlans } from './compile/plans.ts';
export { proxyPieces } from './compile/proxies.ts';
export { effortOf } from './cost/estimate.ts';
export { type Forecast, forecast, type Lanes, roughUndertaking, undertakingOf } from './cost/forecast.ts';
export { type ChunkSample, learn, type RenderSample } from './cost/learn.ts';
export { type Learned, reckon } from './cost/prices.ts';
export { chunkWork, pieceWork, type Work } from './cost/work.ts';
export { EASING_NAMES } from './easings.ts';
export { looksLikeCube, MAX_LUT_BYTES, readCube } from './effects/cube.ts';
export { EFFECTS } from './effects/table.ts';
export type { SoundEncoding, VideoEncoding } from './encodings.ts';
export type { Change, ChangeKind } from './explain/changes.ts';
export {
  ALL_ALIKE,
  type ComparedChunk,
  type Comparison,
  comparePlans,
  type Explanation,
  explainPlans,
  likeness,
} from './explain/compare.ts';
export { type Choice, type GenerationChoices, generationChoices, withChoices } from './fallbacks.ts';
export { fontFile, fontOfFile, SHIPPED_FONTS } from './fonts.ts';
export { BLENDS, type Blend } from './framing.ts';
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
export type { RenditionRequest } from './ladder.ts';
export { type TimelineLength, timelineLength } from './length.ts';
export type { LottieSpec } from './lottie-spec.ts';
export { DITHERS, type Dither, type MadeOnce, type MadeOnceRequest, SCALINGS, type Scaling } from './made-once.ts';
export type { AudioProbe, AvcProbe, FontProbe, MediaProbe, Rational, SourceMedia, VideoProbe } from './media.ts';
export { jobFillerCommand, jobPictureCommand, jobSoundCommand } from './mediaconvert/commands.ts';
export { type CompileJobInput, compileJob, type JobPlan } from './mediaconvert/compile.ts';
export { mediaConvertCost } from './mediaconvert/cost.ts';
export { mediaConvertProblems } from './mediaconvert/refusals.ts';
export type { JobSettings } from './mediaconvert/settings.ts';
export {
  completeOutput,
  ENCODE_SPEEDS,
  type EncodeSpeed,
  type OutputRequest,
  type OutputResult,
  type OutputSettings,
  type Rendition,
  resolveOutput,
} from './output.ts';
export {
  AUDIO_CODECS,
  type AudioCodec,
  CODECS,
  extensionOf,
  FORMATS,
  formatSpec,
  type OutputFormat,
  type VideoCodec,
  videoEncoder,
} from './output-formats.ts';
export { MAX_OUTPUTS, type OutputsRequest, type OutputsResult, resolveOutputs, storedOutputs } from './output-list.ts';
export { mediaPresentation } from './packaging/dash.ts';
export {
  type Growth,
  type PlaylistFilm,
  type PlaylistSegment,
  type PlaylistSound,
  SOUND_FOLDER,
  type Watched,
  watchedSoFar,
} from './packaging/growing.ts';
export { captionPlaylist, masterPlaylist, mediaPlaylist } from './packaging/hls.ts';
export {
  type CaptionTrack,
  type Package,
  packagedCaptions,
  packageFiles,
  type SegmentTrack,
  type VideoTrack,
} from './packaging/package.ts';
export { playlistFilm, segmentContent, watchable, watchedOutput } from './packaging/watched.ts';
export { PAGE_ASSET, type PageSpec } from './page-spec.ts';
export { type ParseOptions, parseTimeline } from './parse.ts';
export type {
  CommandFiles,
  CommandInput,
  CopiedStretch,
  Keyed,
  Plan,
  PlanAudio,
  PlanChunk,
  PlanOutput,
  PlanSource,
  Toolchain,
  UsedFallback,
} from './plan.ts';
export { captionTracks, copies } from './plan.ts';
export { PRESETS, type Preset } from './presets.ts';
export type { Problem, Result } from './problems.ts';
export { formatPath } from './problems.ts';
export type { FillRaster, RasterSpec, ShapeRaster, TextRaster } from './raster-spec.ts';
export { playerBuffer, walkBuffer } from './rate-control/buffer.ts';
export { allotPlan, measurePlan } from './rate-control/rated.ts';
export { type AssetReference, assetReferences, type GenerationReference, generationReferences, intentKeyIn } from './references.ts';
export { timelineSchema, timelineSchemaOf } from './schema/json-schema.ts';
export { parseCsv } from './template/csv.ts';
export { readDefinitions, VARIABLE_TYPES, type VariableDefinition, type VariableType } from './template/definitions.ts';
export { definitionsOf, fromCells, resolveVariables, withOwn } from './template/resolve.ts';
export { checkTemplate } from './template/template.ts';
export { type DrawnText, drawnTexts } from './texts.ts';
export { allClips, type Canvas, type Clip, type Timeline, type Track } from './timeline.ts';
export { AT_REST, MOVES, type MoveName, moveOf, type Part, type Pose } from './titles/moves.ts';
export { saidAt, shotsOf } from './titles/shots.ts';
export { backdropAt, movingAt, posesAt, rasterAt } from './titles/title-at.ts';
export type { TitleSpec } from './titles/title-spec.ts';
export { wordSpans } from './titles/words.ts';
