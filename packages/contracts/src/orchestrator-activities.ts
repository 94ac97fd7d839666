// Activities of the orchestrator.
import type { Failure } from './failures.ts';
import type { RecordGenerationInput, RecordGenerationResult } from './generation.ts';
import type { AssetChange } from './ingest.ts';
import type { RecordRenderInput, RecordRenderResult, RenderWorkflowInput } from './render.ts';
import type { GenerationRequest } from './render-activities.ts';

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
