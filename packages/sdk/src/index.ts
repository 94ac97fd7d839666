export type {
  Asset,
  CreateRender,
  Frame,
  GenerateVideo,
  Generation,
  GenerationEvent,
  Render,
  RenderEvent,
  RenderFrame,
} from './documents.ts';
export { RefusedError, type UserError, WorkprintError } from './errors.ts';
export type { FollowOptions } from './follow.ts';
export { type UploadOptions, Workprint, type WorkprintOptions } from './workprint.ts';
