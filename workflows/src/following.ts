import { CancelledFailure, isCancellation } from '@temporalio/workflow';
import { failure, type GenerationWorkflowInput, PERMANENT_FAILURES, type ProviderJob } from '@workprint/contracts';
import { provider } from './activities.ts';
import type { Callbacks } from './callbacks.ts';
import type { Diary } from './diary.ts';
import { asError, failed, failureFrom } from './failing.ts';
import { within } from './scopes.ts';

/** Milliseconds. */
const FIRST_LOOK = 10_000;
const EVERY = 5_000;
const SLOWER = 1.3;
const AT_MOST = 30_000;

/** The provider ended the job as cancelled, without our asking. */
export class JobCanceled extends CancelledFailure {}

/** Looks at the job on each callback and at growing intervals until it has succeeded. @throws GENERATION_TIMEOUT and how it ended badly */
export async function followed(
  input: GenerationWorkflowInput,
  first: ProviderJob,
  diary: Diary,
  callbacks: Callbacks,
): Promise<ProviderJob> {
  await diary.note(first);
  return within(
    input.timeoutSeconds,
    () =>
      failed(
        'GENERATION_TIMEOUT',
        `The provider did not finish within ${input.timeoutSeconds} s; it last said ${diary.job?.providerState}.`,
      ),
    () => untilOver(input, first, diary, callbacks),
  );
}

async function untilOver(input: GenerationWorkflowInput, first: ProviderJob, diary: Diary, callbacks: Callbacks): Promise<ProviderJob> {
  let job = first;
  let wait = EVERY;
  for (let looks = 0; ; looks++) {
    if (job.state === 'SUCCEEDED') return job;
    if (job.state === 'CANCELED') throw new JobCanceled('The job was cancelled at the provider.');
    if (job.state === 'FAILED') throw asError(job.failure ?? failure('GENERATION_FAILED', `The provider says ${job.providerState}.`));
    await callbacks.next(looks === 0 ? FIRST_LOOK : wait);
    if (looks > 0) wait = Math.min(AT_MOST, Math.round(wait * SLOWER));
    job = (await told(input, job, callbacks.signed())) ?? (await looked(input, job));
    await diary.note(job);
  }
}

/** What a signed callback says of the job; null when there is none, or it says nothing new of an end: then the provider is asked. */
async function told(
  { workspaceId, generationId }: GenerationWorkflowInput,
  job: ProviderJob,
  signed: string | null,
): Promise<ProviderJob | null> {
  if (signed === null) return null;
  const now = await provider()
    .readCallback({ workspaceId, generationId, providerId: job.providerId, signed })
    .catch((error: unknown) => {
      if (isCancellation(error)) throw error;
      return null;
    });
  return now && now.state !== 'QUEUED' && now.state !== 'RUNNING' ? now : null;
}

/** A provider that does not answer for a while is no reason to give up what is paid for. */
async function looked({ workspaceId, generationId }: GenerationWorkflowInput, job: ProviderJob): Promise<ProviderJob> {
  try {
    return await provider().pollGeneration({ workspaceId, generationId, providerId: job.providerId });
  } catch (error) {
    if (isCancellation(error) || PERMANENT_FAILURES.includes(failureFrom(error).code)) throw error;
    return job;
  }
}
