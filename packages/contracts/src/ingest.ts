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

/** Argument of ingestWorkflow. */
export interface IngestWorkflowInput extends IngestInput {
  priority: number;
}

export type AssetChange = { to: 'READY'; result: IngestResult } | { to: 'REJECTED'; failure: Failure };
