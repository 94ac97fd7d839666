import type { OutputSettings } from '@workprint/timeline';
import type { Failure } from './failures.ts';

/** Argument of renderWorkflow. The timeline travels as an object key, never inline. */
export interface RenderWorkflowInput {
  workspaceId: string;
  renderId: string;
  rootId: string;
  revision: number;
  timelineKey: string;
  /** At least one, in the order they were asked for. */
  outputs: OutputSettings[];
  preset: string | null;
  /** 1 (first) to 5; Temporal's own priority key. */
  priority: number;
  /** Seconds until RENDER_TIMEOUT. */
  timeoutSeconds: number;
  /** Principal that owns what the render makes (generated assets). */
  createdBy: string;
  projectId: string | null;
  /** false: nobody watches it while it is rendered, no segments are kept for that. */
  playlist?: boolean;
  /** What makes it; absent: FFMPEG. */
  backend?: 'MEDIACONVERT';
}

/** The JSON at `timelineKey`: what the client sent, which had no problems. Read with `parseTimeline(timeline, variables)`. */
export interface StoredTimeline {
  timeline: unknown;
  variables: Record<string, unknown> | null;
}

/** Update of renderWorkflow: what the render is to be from now on. Its id names the revision, so that telling it again is telling it once. */
export const AMEND_UPDATE = 'amend';

/** A render's newest revision, as its row has it; an older one than the workflow is at has no effect. */
export type Amendment = Pick<RenderWorkflowInput, 'revision' | 'timelineKey'>;

export const amendUpdateId = (revision: number): string => `amend-${revision}`;

/** What renderWorkflow returns, so that the sweeper can restore a lost last write. */
export interface RenderWorkflowResult {
  status: 'COMPLETED' | 'FAILED' | 'CANCELED';
  outputs: OutputRecord[];
  failure: Failure | null;
}

/** A finished file. */
export interface OutputRecord {
  index: number;
  format: string;
  objectKey: string;
  posterKey: string | null;
  contentType: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  durationSeconds: number;
  frames: number;
  width: number | null;
  height: number | null;
  /** Beside the file itself, for outputs of several; absent: none. */
  files?: OutputFile[];
}

export interface OutputFile {
  /** With its extension. */
  name: string;
  objectKey: string;
  contentType: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  /** The same bytes as an asset of the workspace. */
  assetId?: string;
}

/** Sent to renderWorkflow by ingest and generation workflows when something it waits for has ended, well or badly. */
export const INPUT_READY_SIGNAL = 'inputReady';

/** A stage the projection is told of. Written once per workflow and step, never after a terminal one. */
export type RenderChange =
  | { to: 'PLANNING' }
  /** Planned, and waiting for room at an outside service. */
  | { to: 'QUEUED' }
  | { to: 'GENERATING' }
  /** `planKey` is the first plan's. */
  | { to: 'RENDERING'; planKey: string; framesTotal: number; durationSeconds: number; chunksTotal: number; chunksReused: number }
  | { to: 'ASSEMBLING' }
  | { to: 'PUBLISHING' }
  | { to: 'COMPLETED'; outputs: OutputRecord[] }
  | { to: 'FAILED'; failure: Failure }
  | { to: 'CANCELED' };

export interface RecordRenderInput {
  workspaceId: string;
  renderId: string;
  /** Unique within the render, e.g. "r1/rendering". */
  step: string;
  change: RenderChange;
  /** Of the work that says so; absent: whatever the render is to be by now, this holds. */
  revision?: number;
}

/** Of a stage's record: unique within the render, so that a repeated write is one write. */
export const renderStep = (revision: number, { to }: RenderChange): string => `r${revision}/${to.toLowerCase()}`;

export interface RecordRenderResult {
  /** The status the row has now: a terminal one stays whatever was to be recorded. "MISSING" when there is no such row. */
  status: string;
  cancelRequested: boolean;
  /** The render is to be something else by now: nothing was recorded of the older revision. Absent when it was asked to stop. */
  amended?: Amendment;
}
