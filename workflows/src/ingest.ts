import { CancellationScope, log } from '@temporalio/workflow';
import { type AssetChange, failure, type IngestInput, type IngestResult, type IngestWorkflowInput } from '@workprint/contracts';
import { assembly, projection, proxies, requests } from './activities.ts';
import { asError, despiteLostWorkers, failureFrom } from './failing.ts';
import { show } from './story.ts';

/** Pieces made without letting others come first, and activities that all of them take at most: a history stays short. */
const AT_ONCE = 8;
const STEPS = 400;

/** Nobody waits for them, and drafts make what is missing: that they can't be made is no failure. */
async function makeProxies(asset: IngestInput, pieces: number): Promise<void> {
  const size = Math.max(AT_ONCE, Math.ceil(pieces / STEPS));
  try {
    for (let from = 0; from < pieces; from += size) {
      const to = Math.min(from + size, pieces);
      await despiteLostWorkers(() => proxies().makeProxies({ ...asset, from, to }));
    }
  } catch (error) {
    log.warn('not all proxies were made', { ...asset, failure: failureFrom(error) });
  }
}

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
    const { proxies: pieces = 0, ...result } = await despiteLostWorkers(() => assembly('hash and probe').ingest({ workspaceId, assetId }));
    await end({ to: 'READY', result });
    await makeProxies({ workspaceId, assetId }, pieces);
    return result;
  } catch (error) {
    const stopped = CancellationScope.current().consideredCancelled;
    const why = stopped ? failure('INTERNAL', 'The ingest was cancelled by an operator.') : failureFrom(error);
    await end({ to: 'REJECTED', failure: why });
    throw stopped ? error : asError(why);
  }
}
