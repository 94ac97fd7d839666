import { ActivityFailure, ApplicationFailure, CancellationScope, isCancellation, log, sleep } from '@temporalio/workflow';
import { failure, type GenerationWorkflowInput, PERMANENT_FAILURES, type ProviderJob } from '@workprint/contracts';
import { provider, purchase } from './activities.ts';
import type { Callbacks } from './callbacks.ts';
import type { Diary } from './diary.ts';
import { failed, failureFrom } from './failing.ts';
import { within } from './scopes.ts';

/** Seconds a callback may take to name a job whose create response was lost, before a person is asked. */
const NAMING = 5 * 60;
/** A parked generation still takes a late callback for a day. */
const PARKED = 24 * 60 * 60;
/** Milliseconds until a provider that did not answer is asked again for the job a callback named. */
const ASK_AGAIN = 10_000;

/**
 * Sends the one create request. Whatever is not a plain answer leaves open whether it was paid for: then only a callback
 * that names the job brings it back; without one the generation is parked and null comes back. It is never sent again.
 */
export async function bought(input: GenerationWorkflowInput, diary: Diary, callbacks: Callbacks): Promise<ProviderJob | null> {
  const job = (await sent(input)) ?? (await found(input, callbacks, input.namingSeconds ?? NAMING));
  if (job) return job;
  const why = 'The create request may or may not have reached the provider, and no callback named a job.';
  await diary.write('parked', { to: 'PARKED', failure: failure('GENERATION_PARKED', why) });
  return found(input, callbacks, PARKED);
}

/** The job, or null when the outcome is unknown. @throws what is certain not to have been bought */
async function sent({ workspaceId, generationId, timeoutSeconds }: GenerationWorkflowInput): Promise<ProviderJob | null> {
  try {
    const created = await within(
      timeoutSeconds,
      (thrown) =>
        isCancellation(thrown) ? failed('GENERATION_TIMEOUT', `No worker took the request within ${timeoutSeconds} s.`) : thrown,
      () => whileUnavailable(() => purchase().createGeneration({ workspaceId, generationId })),
    );
    if (created.outcome === 'created') return created.job;
    log.warn('outcome of create unknown', { why: created.why });
    return null;
  } catch (error) {
    if (isCancellation(error) || CancellationScope.current().consideredCancelled || certain(error)) throw error;
    return null;
  }
}

/** A provider that says it took nothing because it is busy is asked three times in all. */
async function whileUnavailable<T>(send: () => Promise<T>): Promise<T> {
  for (let wait = 10; ; wait *= 2) {
    try {
      return await send();
    } catch (error) {
      if (wait > 20 || failureFrom(error).code !== 'PROVIDER_UNAVAILABLE') throw error;
      await sleep(wait * 1000);
    }
  }
}

/** A typed failure says that nothing was bought; a lost worker or an unknown error says nothing. */
const certain = (error: unknown): boolean =>
  (error instanceof ActivityFailure ? error.cause : error) instanceof ApplicationFailure && failureFrom(error).code !== 'INTERNAL';

/** Takes a callback's word for an id only when the provider, asked, knows it; one that does not answer is asked again. */
async function found(
  { workspaceId, generationId }: GenerationWorkflowInput,
  callbacks: Callbacks,
  seconds: number,
): Promise<ProviderJob | null> {
  const until = Date.now() + seconds * 1000;
  for (let left = seconds * 1000; left > 0; left = until - Date.now()) {
    const providerId = await callbacks.naming(left);
    if (!providerId) return null;
    try {
      return await provider().pollGeneration({ workspaceId, generationId, providerId });
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (PERMANENT_FAILURES.includes(failureFrom(error).code)) {
        log.warn('a callback named a job that the provider does not know', { providerId });
        callbacks.refuse();
      } else await sleep(Math.max(1, Math.min(ASK_AGAIN, until - Date.now())));
    }
  }
  return null;
}
