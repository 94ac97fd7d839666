import { CancellationScope } from '@temporalio/workflow';
import type { FrameInput, FrameResult } from '@workprint/contracts';
import { frames } from './activities.ts';
import { asError, failureFrom } from './failing.ts';
import { show } from './story.ts';

/** One frame, for someone who waits: the picture is what counts, so nothing is recorded but its object. */
export async function frameWorkflow(input: FrameInput): Promise<FrameResult> {
  try {
    const result = await frames().drawFrame(input);
    show(result.ok ? 'COMPLETED' : 'REJECTED');
    return result;
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    throw asError(failureFrom(error));
  }
}
