export type { Asset, CreateRender, GenerateVideo, Generation, GenerationEvent, Render, RenderEvent } from './documents.ts';
export { RefusedError, type UserError, WorkprintError } from './errors.ts';
export type { FollowOptions } from './follow.ts';
export { type UploadOptions, Workprint, type WorkprintOptions } from './workprint.ts';
