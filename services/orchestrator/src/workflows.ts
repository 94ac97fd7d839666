import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowStart } from '@workprint/contracts';

/** Starts a workflow; one that runs or has run under the same id is success. */
export async function startOnce<A>(client: Client, { workflowType, options }: WorkflowStart<A>): Promise<void> {
  try {
    await client.workflow.start(workflowType, options);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Signals or cancels: what is not there (any more) needs neither. */
export async function ifThere(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
