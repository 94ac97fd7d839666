import type { BatchWorkflowInput } from './batch.ts';
import type { GenerationWorkflowInput } from './generation.ts';
import { batchWorkflowId, generationWorkflowId, ingestWorkflowId, renderWorkflowId } from './ids.ts';
import type { IngestWorkflowInput } from './ingest.ts';
import { queueName } from './queues.ts';
import type { Amendment, RenderWorkflowInput } from './render.ts';
import { WORKFLOWS } from './workflows.ts';

/**
 * How each workflow is started, in one place: gateway, orchestrator and sweeper must agree to the letter, or starting
 * twice would not be starting once. Use: `client.workflow.start(s.workflowType, s.options)`; a
 * WorkflowExecutionAlreadyStartedError is success.
 */
export interface WorkflowStart<A> {
  workflowType: string;
  options: {
    workflowId: string;
    taskQueue: string;
    args: [A];
    /** ALLOW_DUPLICATE: only for frames, which are asked for again and again. */
    workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE';
    workflowIdConflictPolicy: 'USE_EXISTING';
    /** Milliseconds, far beyond the workflow's own time limit: ends one whose tasks fail for ever, and the sweeper then writes the end. */
    workflowExecutionTimeout: number;
    priority: { priorityKey: number; fairnessKey: string };
    typedSearchAttributes: KeywordPair[];
    staticSummary: string;
  };
}

/** A search attribute of type Keyword with its value, as Temporal's clients take it. */
export interface KeywordPair {
  key: { name: string; type: 'KEYWORD' };
  value: string;
}

/** Seconds. */
const HOUR = 3600;
const DAY = 24 * HOUR;
/** A parked generation waits for a person for a month. */
const PARKED = 32 * DAY;

export const keyword = (name: string, value: string): KeywordPair => ({ key: { name, type: 'KEYWORD' }, value });

const start = <A extends { workspaceId: string; priority: number }>(
  workflowType: string,
  workflowId: string,
  prefix: string,
  input: A,
  staticSummary: string,
  limitSeconds: number,
  preset?: string | null,
): WorkflowStart<A> => ({
  workflowType,
  options: {
    workflowId,
    taskQueue: queueName(prefix, 'workflow'),
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    priority: { priorityKey: input.priority, fairnessKey: input.workspaceId },
    typedSearchAttributes: [
      keyword('WorkprintWorkspace', input.workspaceId),
      keyword('WorkprintStatus', 'QUEUED'),
      ...(preset ? [keyword('WorkprintPreset', preset)] : []),
    ],
    staticSummary,
    workflowExecutionTimeout: limitSeconds * 1000,
  },
});

/** For people to read in the Temporal UI. */
const summaryOf = ({ preset, outputs }: RenderWorkflowInput): string =>
  `${preset ?? 'custom'}, ${outputs[0]?.width}×${outputs[0]?.height}${outputs.length > 1 ? ` and ${outputs.length - 1} more` : ''}`;

/** `prefix` is TASK_QUEUE_PREFIX of the stack. */
export const renderStart = (prefix: string, input: RenderWorkflowInput): WorkflowStart<RenderWorkflowInput> =>
  start(WORKFLOWS.render, renderWorkflowId(input.renderId), prefix, input, summaryOf(input), input.timeoutSeconds + HOUR, input.preset);

export const ingestStart = (prefix: string, input: IngestWorkflowInput): WorkflowStart<IngestWorkflowInput> =>
  start(WORKFLOWS.ingest, ingestWorkflowId(input.assetId), prefix, input, 'hash and probe', DAY);

export const generationStart = (
  prefix: string,
  input: GenerationWorkflowInput,
  shown: { provider: string; model: string },
): WorkflowStart<GenerationWorkflowInput> =>
  start(
    WORKFLOWS.generation,
    generationWorkflowId(input.generationId),
    prefix,
    input,
    `${shown.provider} ${shown.model}`,
    input.timeoutSeconds + PARKED,
  );

export const batchStart = (prefix: string, input: BatchWorkflowInput, shown: { total: number }): WorkflowStart<BatchWorkflowInput> =>
  start(WORKFLOWS.batch, batchWorkflowId(input.batchId), prefix, input, `${shown.total} renders`, 30 * DAY);

/** Priority of an ingest that no render asked for: small work that people wait for. */
export const INGEST_PRIORITY = 1;

/** The generation's row as the projection gives it, as far as its workflow needs it. */
export interface StartedGeneration {
  id: string;
  workspaceId: string;
  timeoutSeconds: number;
  pixelArt: unknown;
}

/** The workflow's argument from the row: whoever starts it must start the same. */
export const generationWorkflowInput = (row: StartedGeneration, priority: number): GenerationWorkflowInput => ({
  workspaceId: row.workspaceId,
  generationId: row.id,
  timeoutSeconds: row.timeoutSeconds,
  priority,
  ...(row.pixelArt ? { pixelArt: true as const } : {}),
});

/** The render's row as the projection gives it, as far as its workflow needs it. */
export interface RenderRow extends Omit<RenderWorkflowInput, 'renderId' | 'outputs' | 'backend'> {
  id: string;
  backend: string;
  /** OutputSettings of each output; a single one in rows of earlier versions. */
  outputSettings: unknown;
}

/** What a running workflow is told of the row. */
export const amendmentOf = ({ revision, timelineKey }: Pick<RenderRow, 'revision' | 'timelineKey'>): Amendment => ({
  revision,
  timelineKey,
});

/** The workflow's argument from the row: the sweeper must start exactly what the gateway would have. */
export const renderWorkflowInput = (row: RenderRow): RenderWorkflowInput => ({
  workspaceId: row.workspaceId,
  renderId: row.id,
  rootId: row.rootId,
  revision: row.revision,
  timelineKey: row.timelineKey,
  outputs: [row.outputSettings].flat() as RenderWorkflowInput['outputs'],
  preset: row.preset,
  priority: row.priority,
  timeoutSeconds: row.timeoutSeconds,
  createdBy: row.createdBy,
  projectId: row.projectId,
  ...(row.playlist === false ? { playlist: false } : {}),
  ...(row.backend === 'MEDIACONVERT' ? { backend: row.backend } : {}),
});
