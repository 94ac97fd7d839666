import { CancellationScope, executeChild, isCancellation, log, ParentClosePolicy, patched } from '@temporalio/workflow';
import {
  type BilledCost,
  type FailureCode,
  failure,
  type GenerationWorkflowInput,
  type GenerationWorkflowResult,
  ingestWorkflowId,
  type ProviderJob,
} from '@workprint/contracts';
import { fetching, provider, requests } from './activities.ts';
import { bought } from './buying.ts';
import { listenForCallbacks } from './callbacks.ts';
import { type Diary, diaryOf } from './diary.ts';
import { asError, failureFrom } from './failing.ts';
import { followed, JobCanceled } from './following.ts';
import { FramesCanceled, framed } from './framed.ts';
import { ingestWorkflow } from './ingest.ts';
import { CancelRequested } from './story.ts';

type Input = GenerationWorkflowInput;

/**
 * One paid intent: bought with one request, followed by callbacks and polls, its output filed as an asset. Ends Completed
 * (also when parked: see the result), Failed or Canceled; who waits for it is woken however it ends.
 */
export async function generationWorkflow(input: Input): Promise<GenerationWorkflowResult> {
  const diary = diaryOf(input);
  const callbacks = listenForCallbacks();
  try {
    await diary.write('begin', { to: 'BEGIN' });
    const job = await bought(input, diary, callbacks);
    if (!job) return parked();
    const done = await followed(input, job, diary, callbacks);
    // Paid and there: from here on a cancel comes too late, and nothing may lose the video. It may still stop the frames.
    const assetId = await CancellationScope.nonCancellable(() => filed(input, done, diary));
    if (input.pixelArt) await framed(input, assetId, done, diary);
    return await CancellationScope.nonCancellable(() => completed(assetId, done, diary));
  } catch (error) {
    const stopped = CancellationScope.current().consideredCancelled || isCancellation(error);
    return await CancellationScope.nonCancellable(() => (stopped ? canceled(input, diary, error) : gaveUp(input, diary, error)));
  } finally {
    await CancellationScope.nonCancellable(() => wake(input));
  }
}

/** Copies the output to our store at once (providers delete it), and files it like an upload. */
async function filed(input: Input, job: ProviderJob, diary: Diary): Promise<string> {
  if (!job.outputUrl) throw asError(failure('GENERATION_FAILED', `The provider says ${job.providerState} but names no output.`));
  await diary.write('processing', { to: 'PROCESSING', providerState: job.providerState });
  return takenIn(input, job.outputUrl);
}

async function completed(assetId: string, job: ProviderJob, diary: Diary): Promise<GenerationWorkflowResult> {
  await diary.write('completed', { to: 'COMPLETED', outputAssetId: assetId, cost: job.cost });
  return { status: 'COMPLETED', outputAssetId: assetId, failure: null, cost: job.cost };
}

/** Failures that are the output's own: trying again brings the same, so nothing paid is lost with its object. */
const BAD_OUTPUT: readonly FailureCode[] = ['UNREADABLE_MEDIA', 'MEDIA_TOO_LARGE'];

/**
 * The asset. An output that is no video, or empty, or too large, leaves no object behind. Whatever else goes wrong leaves it where it
 * is: it is paid for, and the provider deletes its own.
 */
async function takenIn({ workspaceId, generationId, priority }: Input, outputUrl: string): Promise<string> {
  try {
    const { assetId } = await fetching().fetchOutput({ workspaceId, generationId, outputUrl });
    await executeChild(ingestWorkflow, {
      workflowId: ingestWorkflowId(assetId),
      args: [{ workspaceId, assetId, priority }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: 'hash and probe',
    });
    return assetId;
  } catch (error) {
    const bad = BAD_OUTPUT.includes(failureFrom(error).code);
    if (patched('bad-output') && (bad || !patched('paid-output-kept')))
      await provider()
        .removeOutput({ workspaceId, generationId })
        .catch((err: unknown) => log.warn('an output that nobody can use was not removed', { generationId, why: String(err) }));
    throw error;
  }
}

const parked = (): GenerationWorkflowResult => ({
  status: 'PARKED',
  outputAssetId: null,
  failure: failure('GENERATION_PARKED', 'Nobody could tell whether the provider took the job.'),
  cost: null,
});

async function canceled(input: Input, diary: Diary, error: unknown): Promise<GenerationWorkflowResult> {
  await stopAtProvider(input, diary);
  await diary.write('canceled', { to: 'CANCELED', ...billed(diary) });
  if (error instanceof CancelRequested || error instanceof JobCanceled || error instanceof FramesCanceled)
    return { status: 'CANCELED', outputAssetId: null, failure: null, cost: null };
  throw error;
}

async function gaveUp(input: Input, diary: Diary, error: unknown): Promise<never> {
  const why = failureFrom(error);
  if (why.code === 'GENERATION_TIMEOUT') await stopAtProvider(input, diary);
  await diary.write('failed', { to: 'FAILED', failure: why, providerState: diary.job?.providerState, ...billed(diary) });
  throw asError(why);
}

/** What a job that ended badly was billed, as far as its provider says so. One that runs on is billed in the end; nobody knows how much. */
function billed({ job }: Diary): { cost?: BilledCost } {
  if (!job) return {};
  if (job.state === 'FAILED' || job.state === 'CANCELED') return { cost: job.cost };
  return job.cost ? { cost: job.cost } : {};
}

/** So that what nobody wants any more is not billed. The provider may refuse: then the job runs out by itself. */
async function stopAtProvider({ workspaceId, generationId }: Input, diary: Diary): Promise<void> {
  const { job } = diary;
  if (!job || (job.state !== 'QUEUED' && job.state !== 'RUNNING')) return;
  const { providerId } = job;
  const stopped = await provider()
    .cancelGeneration({ workspaceId, generationId, providerId })
    .then(
      () => true,
      () => false,
    );
  if (!stopped || !patched('billed-when-stopped')) return;
  diary.job = await provider()
    .pollGeneration({ workspaceId, generationId, providerId })
    .catch(() => job);
}

const wake = ({ workspaceId, generationId }: Input): Promise<void> => requests().wakeWaiters({ workspaceId, generationId });
