import type { OutputSettings } from '@workprint/timeline';
import type { Failure } from './failures.ts';

/** Argument of generationWorkflow, "generation-<id>": one paid intent. */
export interface GenerationWorkflowInput {
  workspaceId: string;
  generationId: string;
  /** Seconds until GENERATION_TIMEOUT. */
  timeoutSeconds: number;
  priority: number;
  /** Seconds a callback may take to name a job whose create response was lost, before the generation is parked; 300 when not given. */
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
}

export interface Money {
  /** Decimal string in `currency`, e.g. "0.32". */
  amount: string;
  currency: 'USD';
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
  cost: Money | null;
}

export type CreateOutcome =
  | { outcome: 'created'; job: ProviderJob }
  /** The request may or may not have arrived: never sent again by itself. */
  | { outcome: 'ambiguous'; why: string };

/** activities on the `provider` queue */
export interface ProviderActivities {
  /** Commits SENDING, then exactly one HTTP request. One attempt. @throws CONTENT_REJECTED, PROVIDER_REFUSED, PROVIDER_NOT_CONFIGURED */
  createGeneration(input: { workspaceId: string; generationId: string }): Promise<CreateOutcome>;
  /** One GET. */
  pollGeneration(input: { workspaceId: string; generationId: string; providerId: string }): Promise<ProviderJob>;
  /** Cancels at the provider where that is possible. */
  cancelGeneration(input: { workspaceId: string; generationId: string; providerId: string }): Promise<void>;
  /** Copies the output to our store as an upload and makes its asset row; ingestWorkflow does the rest. */
  fetchOutput(input: { workspaceId: string; generationId: string; outputUrl: string }): Promise<{ assetId: string }>;
}

export type GenerationChange =
  | { to: 'QUEUED' | 'RUNNING'; providerId?: string; providerState: string; progress: number | null }
  | { to: 'PROCESSING'; providerState: string; outputAssetId?: string; cost?: Money | null }
  | { to: 'COMPLETED'; outputAssetId: string; cost: Money | null }
  | { to: 'FAILED'; failure: Failure; providerState?: string }
  | { to: 'PARKED'; failure: Failure }
  | { to: 'CANCELED' }
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
