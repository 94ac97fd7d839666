// Activities of the orchestrator.
import type { Failure } from './failures.ts';
import type { RecordGenerationInput, RecordGenerationResult } from './generation.ts';
import type { AssetChange } from './ingest.ts';
import type { Amendment, RenderChange, RenderWorkflowInput } from './render.ts';
import type { GenerationRequest } from './render-activities.ts';

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

/** Local activities: one short transaction each. */
export interface ProjectionActivities {
  recordRender(input: RecordRenderInput): Promise<RecordRenderResult>;
  recordAsset(input: { workspaceId: string; assetId: string; change: AssetChange }): Promise<void>;
  recordGeneration(input: RecordGenerationInput): Promise<RecordGenerationResult>;
}

/** Ordinary activities on the `workflow` queue: they speak to Temporal or the object store. */
export interface RequestActivities {
  /**
   * Makes sure that each intent has its generation and its workflow (use existing), registers the render as waiter, and
   * says which have ended. Never buys twice: the intent key is unique in the workspace. Nothing is bought when all together would pass
   * the render's maxCost or a cap of the workspace: then the one answer is REFUSED. `over`: PARKED for so long that nobody waits any more.
   */
  requestGenerations(input: {
    workspaceId: string;
    renderId: string;
    createdBy: string;
    projectId: string | null;
    priority: number;
    generations: GenerationRequest[];
  }): Promise<{ generations: { path: string; generationId: string; status: string; failure: Failure | null; over: boolean }[] }>;
  /** Accepts, once, the render of the frames that the generation was asked for with its video: what its workflow is to be given. */
  acceptPixelArt(input: { workspaceId: string; generationId: string; assetId: string; priority: number }): Promise<RenderWorkflowInput>;
  /** Signals inputReady to every unfinished render that waits for this asset or generation. */
  wakeWaiters(input: { workspaceId: string; assetId?: string; generationId?: string }): Promise<void>;
  /** Removes the render from every generation's waiters; a generation whose last waiter left is cancelled. */
  leaveGenerations(input: { workspaceId: string; renderId: string }): Promise<void>;
}
