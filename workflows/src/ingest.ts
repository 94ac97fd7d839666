import { CancellationScope } from '@temporalio/workflow';
import { type AssetChange, failure, type IngestResult, type IngestWorkflowInput } from '@workprint/contracts';
import { assembly, projection, requests } from './activities.ts';
import { asError, despiteLostWorkers, failureFrom } from './failing.ts';
import { show } from './story.ts';

/**
 * Hashes, probes and files one upload or import, then wakes the renders that wait for it. Fails when the file is refused;
 * returns the result so that a lost last write can be restored.
 */
export async function ingestWorkflow({ workspaceId, assetId }: IngestWorkflowInput): Promise<IngestResult> {
  const end = (change: AssetChange): Promise<void> =>
    CancellationScope.nonCancellable(async () => {
      show(change.to);
      await projection().recordAsset({ workspaceId, assetId, change });
      await requests().wakeWaiters({ workspaceId, assetId });
    });
  try {
    show('PROCESSING');
    const result = await despiteLostWorkers(() => assembly('hash and probe').ingest({ workspaceId, assetId }));
    await end({ to: 'READY', result });
    return result;
  } catch (error) {
    const stopped = CancellationScope.current().consideredCancelled;
    const why = stopped ? failure('INTERNAL', 'The ingest was cancelled by an operator.') : failureFrom(error);
    await end({ to: 'REJECTED', failure: why });
    throw stopped ? error : asError(why);
  }
}
