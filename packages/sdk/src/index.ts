export type {
  AmendRender,
  Asset,
  CreateRender,
  CreateRenderBatch,
  CreateTemplate,
  ExportedTimeline,
  ExportTimeline,
  Frame,
  GenerateImage,
  GenerateVideo,
  Generation,
  GenerationEvent,
  ImportedTimeline,
  ImportTimeline,
  PixelArt,
  Render,
  RenderBatch,
  RenderComparison,
  RenderEstimate,
  RenderEvent,
  RenderFrame,
  Template,
  UpdateTemplate,
} from './documents.ts';
export { RefusedError, type UserError, WorkprintError } from './errors.ts';
export type { FollowOptions } from './follow.ts';
export type { UploadOptions, WorkprintOptions } from './options.ts';
export { Workprint } from './workprint.ts';
