import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { type Failure, failure } from '@workprint/contracts';
import { failureOf } from '@workprint/runtime';

/** What has become of a workflow. */
export type Fate<R> =
  | { is: 'running' }
  | { is: 'completed'; result: R }
  /** By a cancel, or by an operator's terminate. */
  | { is: 'stopped' }
  | { is: 'failed'; failure: Failure };

/** Asks the server. @throws when it does not answer: then nothing is known */
export async function fateOf<R>(client: Client, workflowId: string): Promise<Fate<R>> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status } = await handle.describe();
    switch (status.name) {
      case 'COMPLETED':
        return { is: 'completed', result: (await handle.result()) as R };
      case 'CANCELLED':
      case 'TERMINATED':
        return { is: 'stopped' };
      case 'TIMED_OUT':
        return { is: 'failed', failure: failure('INTERNAL', 'The workflow ran into a limit of the Temporal server.') };
      case 'FAILED':
        return { is: 'failed', failure: await handle.result().then(noFailure, reason) };
      default:
        return { is: 'running' };
    }
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return { is: 'failed', failure: failure('WORKFLOW_LOST', `The Temporal server no longer knows ${workflowId}.`) };
  }
}

const noFailure = (): Failure => failure('INTERNAL', 'The workflow failed without saying why.');

function reason(error: unknown): Failure {
  if (!(error instanceof WorkflowFailedError)) throw error;
  return failureOf<Failure>(error.cause ?? error);
}
