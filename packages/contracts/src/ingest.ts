import type { MediaProbe } from '@workprint/timeline';
import type { Failure } from './failures.ts';

export interface IngestInput {
  workspaceId: string;
  assetId: string;
}
export interface IngestResult {
  objectKey: string;
  sha256: string;
  bytes: number;
  contentType: string;
  probe: MediaProbe;
}

/** What the activity answers beside what is filed. */
export interface Ingested extends IngestResult {
  /** Pieces of the small picture that drafts show of it; absent: it needs none, or they are made with the first draft. */
  proxies?: number;
}

export interface MakeProxiesInput extends IngestInput {
  /** Pieces, the end exclusive. */
  from: number;
  to: number;
}

/** Argument of ingestWorkflow. */
export interface IngestWorkflowInput extends IngestInput {
  priority: number;
}

export type AssetChange = { to: 'READY'; result: IngestResult } | { to: 'REJECTED'; failure: Failure };
