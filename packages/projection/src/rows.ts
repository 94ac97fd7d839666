import type {
  Failure,
  IngestResult,
  Money,
  OutputFile,
  OutputRecord,
  PixelArtWanted,
  RenderWorkflowInput,
  S3Source,
} from '@workprint/contracts';
import type * as Rows from './generated/client.ts';

export type {
  ApiKey as ApiKeyRow,
  Chunk as ChunkRow,
  GenerationAttempt as AttemptRow,
  RenderChunk as RenderChunkRow,
  RenderProgress as RenderProgressRow,
  UsageRecord as UsageRow,
  Worker as WorkerRow,
} from './generated/client.ts';
export type { AssetStatus, GenerationKind, GenerationStatus, RenderBackend, RenderStatus } from './generated/enums.ts';

export interface WorkspaceRow extends Omit<Rows.Workspace, 's3Sources'> {
  s3Sources: S3Source[];
}

/** What Render.estimate holds. */
export interface RenderEstimateRecord {
  seconds: number;
  frames: number;
  durationSeconds: number;
  /** What an outside backend will bill, about; absent where nothing is bought. */
  cost?: Money;
}

export interface RenderRow extends Omit<Rows.Render, 'outputSettings' | 'failure' | 'cost' | 'estimate' | 'metadata'> {
  outputSettings: RenderWorkflowInput['outputs'];
  failure: Failure | null;
  cost: Money | null;
  estimate: RenderEstimateRecord | null;
  /** The client's own JSON. */
  metadata: unknown;
}

/** A finished file as stored; `bytes` is a bigint. */
export interface RenderOutputRow extends Omit<OutputRecord, 'bytes' | 'files'> {
  id: string;
  renderId: string;
  workspaceId: string;
  bytes: bigint;
  /** Absent in snapshots of an earlier version. */
  files?: OutputFile[] | null;
}

/** A render with what GraphQL's Render shows of it. The same shape comes from the table and from an event's snapshot. */
export interface RenderRecord extends RenderRow {
  /** By index. */
  outputs: RenderOutputRow[];
  progress: Rows.RenderProgress;
}

export interface RenderEventRecord {
  seq: number;
  workspaceSeq: bigint;
  at: Date;
  /** The status entered, or CANCEL_REQUESTED. */
  type: string;
  /** As it was then. */
  render: RenderRecord;
}

export interface TemplateRow extends Omit<Rows.Template, 'variables'> {
  /** VariableDefinition[] of @workprint/timeline. */
  variables: TemplateVariable[];
}

export interface TemplateVariable {
  name: string;
  type: 'string' | 'number' | 'boolean' | 'color' | 'asset';
  default?: string | number | boolean;
  description?: string;
}

export interface BatchRow extends Omit<Rows.RenderBatch, 'metadata'> {
  /** The client's own JSON. */
  metadata: unknown;
}

export interface AssetRow extends Omit<Rows.Asset, 'probe' | 'failure'> {
  probe: IngestResult['probe'] | null;
  failure: Failure | null;
}

export interface GenerationRow extends Omit<Rows.Generation, 'input' | 'pixelArt' | 'failure' | 'cost' | 'estimate'> {
  input: Record<string, unknown>;
  pixelArt: PixelArtWanted | null;
  estimate: Money | null;
  failure: Failure | null;
  cost: Money | null;
}

export interface GenerationEventRecord {
  seq: number;
  workspaceSeq: bigint;
  at: Date;
  /** The status entered, or CANCEL_REQUESTED. */
  type: string;
  generation: GenerationRow;
}

export const TERMINAL_RENDER = ['COMPLETED', 'FAILED', 'CANCELED'] as const;
/** PARKED ends the workflow but not the intent: a person decides. */
export const TERMINAL_GENERATION = ['COMPLETED', 'FAILED', 'CANCELED', 'PARKED'] as const;
/** Ended for good: bought or not, and at what price, is known. */
export const ENDED_GENERATION = ['COMPLETED', 'FAILED', 'CANCELED'] as const;

export const isTerminalRender = (status: string): boolean => (TERMINAL_RENDER as readonly string[]).includes(status);
export const isTerminalGeneration = (status: string): boolean => (TERMINAL_GENERATION as readonly string[]).includes(status);
