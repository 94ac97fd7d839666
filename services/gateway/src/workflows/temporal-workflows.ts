import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import {
  AMEND_UPDATE,
  amendUpdateId,
  batchStart,
  batchWorkflowId,
  CALLBACK_SIGNAL,
  FRAME_SECONDS,
  type FrameResult,
  frameStart,
  generationStart,
  generationWorkflowId,
  ingestStart,
  OUTSIDE_EVENT_SIGNAL,
  RESOLVED_SIGNAL,
  renderStart,
  renderWorkflowId,
  type WorkflowStart,
} from '@workprint/contracts';
import type { Workflows } from './workflows.ts';

/** No caller of an API waits longer than this for a server that is away; the sweeper starts what was accepted. */
const DEADLINE_MS = 2000;

/** Workflows on a Temporal server. `prefix` is TASK_QUEUE_PREFIX. */
export const temporalWorkflows = (client: Client, prefix: string): Workflows => {
  const soon = <T>(call: () => Promise<T>): Promise<T> => client.connection.withDeadline(Date.now() + DEADLINE_MS, call);

  const start = async <A>({ workflowType, options }: WorkflowStart<A>): Promise<void> => {
    try {
      await soon(() => client.workflow.start(workflowType, options));
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };

  /** Whether it was there. */
  const isThere = async (call: () => Promise<unknown>): Promise<boolean> => {
    try {
      await soon(call);
      return true;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      return false;
    }
  };
  const ifThere = async (call: () => Promise<unknown>): Promise<void> => void (await isThere(call));

  const handle = (workflowId: string) => client.workflow.getHandle(workflowId);

  /** Starting, waiting and a little more. */
  const whileDrawing = <T>(call: () => Promise<T>): Promise<T> =>
    client.connection.withDeadline(Date.now() + (FRAME_SECONDS + 5) * 1000, call);

  return {
    async drawFrame(input, request) {
      const { workflowType, options } = frameStart(prefix, input, request);
      const started = await soon(() => client.workflow.start(workflowType, options));
      return whileDrawing(() => started.result()) as Promise<FrameResult>;
    },
    startRender: (input) => start(renderStart(prefix, input)),
    amendRender: (id, to) =>
      ifThere(() => handle(renderWorkflowId(id)).executeUpdate(AMEND_UPDATE, { args: [to], updateId: amendUpdateId(to.revision) })),
    cancelRender: (id) => ifThere(() => handle(renderWorkflowId(id)).cancel()),
    hintRender: (id) => ifThere(() => handle(renderWorkflowId(id)).signal(OUTSIDE_EVENT_SIGNAL)),
    startBatch: (input, shown) => start(batchStart(prefix, input, shown)),
    cancelBatch: (id) => ifThere(() => handle(batchWorkflowId(id)).cancel()),
    startIngest: (input) => start(ingestStart(prefix, input)),
    startGeneration: (input, shown) => start(generationStart(prefix, input, shown)),
    cancelGeneration: (id) => ifThere(() => handle(generationWorkflowId(id)).cancel()),
    hintGeneration: (id, callback) => ifThere(() => handle(generationWorkflowId(id)).signal(CALLBACK_SIGNAL, callback)),
    resolveGeneration: (id, resolved) => isThere(() => handle(generationWorkflowId(id)).signal(RESOLVED_SIGNAL, resolved)),
  };
};
