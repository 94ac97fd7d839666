import type { OutputSettings } from '@workprint/timeline';
import type { Failure } from './failures.ts';
import type { Money } from './money.ts';

/** Argument of generationWorkflow, "generation-<id>": one paid intent. */
export interface GenerationWorkflowInput {
  workspaceId: string;
  generationId: string;
  /** Seconds until GENERATION_TIMEOUT. */
  timeoutSeconds: number;
  priority: number;
  /** Seconds a callback may take to name a job whose create response was lost, before the generation is parked; 300 when not given. Only executions begun before reconciling read it. */
  namingSeconds?: number;
  /** Frames are made of the video before the generation is complete: its row says which. */
  pixelArt?: true;
}

/** Frames asked for with a generated video, as the generation's row keeps them. */
export interface PixelArtWanted {
  /** In the frames' shape, which the video covers. */
  canvas: { width: number; height: number; fps: number };
  output: OutputSettings;
  preset: string | null;
  pipelineVersion: string;
}

export interface GenerationWorkflowResult {
  status: 'COMPLETED' | 'FAILED' | 'CANCELED' | 'PARKED';
  outputAssetId: string | null;
  failure: Failure | null;
  cost: Money | null;
}

/** Sent by the gateway when a provider called back: a hint to look, never believed. */
export const CALLBACK_SIGNAL = 'providerCallback';
export interface ProviderCallback {
  /** The id the provider named; binds the job even when our create response was lost, once verified by a GET. */
  providerId: string | null;
  /** The body, when the provider has signed it: then it is believed as if we had asked. */
  signed?: string;
}

/** Sent by the gateway when a person has decided about a parked generation and its row says so. */
export const RESOLVED_SIGNAL = 'generationResolved';
export interface GenerationResolved {
  /** The job to follow; null: the row has ended. */
  providerId: string | null;
}

/** What a provider says of a job, in our words and in its own. */
export interface ProviderJob {
  providerId: string;
  /** The provider's own word, verbatim ("dreaming"). */
  providerState: string;
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  /** 0 to 1 where the provider tells. */
  progress: number | null;
  outputUrl: string | null;
  failure: Failure | null;
  /** What it has cost, also when it failed; null: not told, or nothing. */
  cost: Money | null;
}

export type CreateOutcome =
  | { outcome: 'created'; job: ProviderJob }
  /** The request may or may not have arrived: never sent again by itself. */
  | { outcome: 'ambiguous'; why: string };

/** What came of looking for an intent's job among those of the provider. */
export type ReconcileOutcome =
  | { outcome: 'found'; job: ProviderJob }
  /** Proven from two listings after the last moment at which a request could have arrived: it may be sent again. */
  | { outcome: 'not-sent' }
  /** Too early to tell, or the provider does not answer: look again after so many milliseconds. */
  | { outcome: 'wait'; milliseconds: number; why: string }
  /** The job that the callback named is not known, or another's. */
  | { outcome: 'stranger'; why: string }
  /** Nobody can tell: a person decides. Who waits is failed after `failWaitersSeconds`. */
  | { outcome: 'park'; why: string; failWaitersSeconds: number };

/** activities on the `provider` queue */
export interface ProviderActivities {
  /** Commits SENDING, then exactly one HTTP request. One attempt. @throws CONTENT_REJECTED, PROVIDER_REFUSED, PROVIDER_NOT_CONFIGURED */
  createGeneration(input: { workspaceId: string; generationId: string }): Promise<CreateOutcome>;
  /**
   * Looks for the job of an intent whose create had no answer: the one that a callback named, or the one in the provider's listing.
   * Reads only, at the provider; may be repeated.
   */
  reconcileGeneration(input: { workspaceId: string; generationId: string; providerId: string | null }): Promise<ReconcileOutcome>;
  /** Asks for the job. */
  pollGeneration(input: { workspaceId: string; generationId: string; providerId: string }): Promise<ProviderJob>;
  /** Reads a callback that the provider has signed; null: it is not about this job. Asks only what it cost, where the callback does not tell. */
  readCallback(input: { workspaceId: string; generationId: string; providerId: string; signed: string }): Promise<ProviderJob | null>;
  /** Cancels at the provider where that is possible. */
  cancelGeneration(input: { workspaceId: string; generationId: string; providerId: string }): Promise<void>;
  /** Removes what was copied: it turned out to be no video. */
  removeOutput(input: { workspaceId: string; generationId: string }): Promise<void>;
  /** Copies the output to our store as an upload and makes its asset row; ingestWorkflow does the rest. @throws UNREADABLE_MEDIA when it is empty, MEDIA_TOO_LARGE */
  fetchOutput(input: { workspaceId: string; generationId: string; outputUrl: string }): Promise<{ assetId: string }>;
}

/** What an intent that came to nothing was billed; null: nothing. Absent: not known, and whatever was sent counts as it was reckoned. */
export type BilledCost = Money | null;

export type GenerationChange =
  | { to: 'QUEUED' | 'RUNNING'; providerId?: string; providerState: string; progress: number | null }
  | { to: 'PROCESSING'; providerState: string; outputAssetId?: string; cost?: Money | null }
  | { to: 'COMPLETED'; outputAssetId: string; cost: Money | null }
  | { to: 'FAILED'; failure: Failure; providerState?: string; cost?: BilledCost }
  /** `waitersFail`: it has been parked for so long that nobody is kept waiting any more. */
  | { to: 'PARKED'; failure: Failure; waitersFail?: true }
  | { to: 'CANCELED'; cost?: BilledCost }
  /** Reads without changing: the first step of the workflow. */
  | { to: 'BEGIN' };

export interface RecordGenerationInput {
  workspaceId: string;
  generationId: string;
  step: string;
  change: GenerationChange;
}
export interface RecordGenerationResult {
  status: string;
  cancelRequested: boolean;
}
