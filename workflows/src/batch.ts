import { CancellationScope, continueAsNew, isCancellation, log, setCurrentDetails, sleep, workflowInfo } from '@temporalio/workflow';
import type { BatchWorkflowInput, BatchWorkflowResult } from '@workprint/contracts';
import { batch } from './activities.ts';
import { show } from './story.ts';

/** Milliseconds between two looks: soon after members were started, seldom while nothing moves. */
const SOON = 1000;
const SELDOM = 5000;
const SLOWER = 1.5;
/** Events after which a history is long enough. */
const LONG_HISTORY = 2000;

/**
 * Starts a batch's members in order, a window of them at a time, and ends when the last one has. The members are workflows of their own,
 * not children: their rows say how far they are. Cancelling it cancels what is left.
 */
export async function batchWorkflow(input: BatchWorkflowInput): Promise<BatchWorkflowResult> {
  try {
    show('RUNNING');
    if ((await followed(input)) === 'done') return { status: 'COMPLETED' };
  } catch (error) {
    if (!isCancellation(error)) throw error;
    log.info('the batch was asked to stop');
  }
  return CancellationScope.nonCancellable(() => stopped(input));
}

async function followed(input: BatchWorkflowInput): Promise<'done' | 'cancel'> {
  for (let wait = SOON; ; ) {
    const { started, running, waiting, cancelRequested, done } = await batch().startBatchMembers(input);
    if (done) return 'done';
    if (cancelRequested) return 'cancel';
    setCurrentDetails(`**RUNNING**: ${running + started} run, ${waiting - started} wait`);
    wait = started > 0 ? SOON : Math.min(SELDOM, wait * SLOWER);
    await sleep(wait);
    await startOver(input);
  }
}

async function stopped(input: BatchWorkflowInput): Promise<BatchWorkflowResult> {
  show('CANCELED');
  for (let wait = SOON; ; wait = Math.min(SELDOM, wait * SLOWER)) {
    const { left, done } = await batch().cancelBatchMembers(input);
    if (done) return { status: 'CANCELED' };
    if (left === 0) await sleep(wait);
    await startOver(input);
  }
}

/** Where it is stands in the rows, the wish to stop too: a new run goes on from there. */
async function startOver(input: BatchWorkflowInput): Promise<void> {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  if (continueAsNewSuggested || historyLength > LONG_HISTORY) await continueAsNew<typeof batchWorkflow>(input);
}
