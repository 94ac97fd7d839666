import {
  CancellationScope,
  CancelledFailure,
  ChildWorkflowCancellationType,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type GenerationWorkflowInput,
  type ProviderJob,
  queuePrefix,
  type RenderChange,
  type RenderWorkflowInput,
  type RenderWorkflowResult,
  renderStart,
} from '@workprint/contracts';
import { projection, requests } from './activities.ts';
import type { Diary } from './diary.ts';
import { failureFrom } from './failing.ts';
import { renderWorkflow } from './render.ts';

/** The render of the frames was cancelled by itself, without the generation. */
export class FramesCanceled extends CancelledFailure {}

/**
 * Makes the frames that were asked for with the video, by a render of their own. The video is written down first: however the
 * frames end, it was bought and stays. @throws the render's failure, FramesCanceled
 */
export async function framed(input: GenerationWorkflowInput, assetId: string, job: ProviderJob, diary: Diary): Promise<void> {
  const { workspaceId, generationId, priority } = input;
  const render = await CancellationScope.nonCancellable(async () => {
    await diary.write('frames', { to: 'PROCESSING', providerState: job.providerState, outputAssetId: assetId, cost: job.cost });
    return requests().acceptPixelArt({ workspaceId, generationId, assetId, priority });
  });
  try {
    const { status } = await rendered(render);
    if (status !== 'COMPLETED') throw new FramesCanceled('The frames were asked to stop.');
  } catch (error) {
    await CancellationScope.nonCancellable(() => end(render, error));
    if (isCancellation(error) && !CancellationScope.current().consideredCancelled) throw new FramesCanceled('The frames were cancelled.');
    throw error;
  }
}

/** As anybody would start it, but waited for, and cancelled with us. */
function rendered(render: RenderWorkflowInput): Promise<RenderWorkflowResult> {
  const { options } = renderStart(queuePrefix(workflowInfo().taskQueue), render);
  const { workflowId, workflowExecutionTimeout, priority, typedSearchAttributes, staticSummary } = options;
  return executeChild(renderWorkflow, {
    ...{ workflowId, workflowExecutionTimeout, priority, typedSearchAttributes, staticSummary },
    args: [render],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
}

/** Should its workflow never have begun, or never have come to write its end, its row ends here; one that has ended is left as it is. */
const end = ({ workspaceId, renderId }: RenderWorkflowInput, error: unknown): Promise<unknown> => {
  const change: RenderChange = isCancellation(error) ? { to: 'CANCELED' } : { to: 'FAILED', failure: failureFrom(error) };
  return projection().recordRender({ workspaceId, renderId, step: 'generation', change });
};
