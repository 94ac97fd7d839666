import { ActivityFailure, ApplicationFailure, CancellationScope, isCancellation, log, patched, sleep } from '@temporalio/workflow';
import { failure, type GenerationWorkflowInput, PERMANENT_FAILURES, type ProviderJob } from '@workprint/contracts';
import { provider, purchase } from './activities.ts';
import type { Callbacks } from './callbacks.ts';
import type { Diary } from './diary.ts';
import { failed, failureFrom } from './failing.ts';
import { leftParked } from './parking.ts';
import { reconciled } from './reconciling.ts';
import { within } from './scopes.ts';
import { CancelRequested } from './story.ts';

/** How often an intent is sent in all, each time after proof that nothing was bought. */
const SENDS = 8;
/** Executions begun before reconciling: seconds a callback may take to name a job, and how long a parked one listens. */
const NAMING = 5 * 60;
const PARKED = 24 * 60 * 60;
/** Milliseconds until a provider that did not answer is asked again for the job a callback named. */
const ASK_AGAIN = 10_000;

/**
 * Buys the intent once. An answer that leaves open whether it was paid for is followed by looking for the job at the provider; it is sent
 * again only when two listings prove that there is none, and parked for a person when nobody can tell. Null when a person, or time, has
 * ended a parked one.
 */
export async function bought(input: GenerationWorkflowInput, diary: Diary, callbacks: Callbacks): Promise<ProviderJob | null> {
  for (let sends = 1; ; sends++) {
    const job = await sent(input);
    if (job) return job;
    if (!patched('reconciled')) return named(input, diary, callbacks);
    const { cancelled, verdict } = await undisturbed(() => reconciled(input, callbacks));
    if (verdict.is === 'job') {
      diary.job = verdict.job;
      if (cancelled) throw new CancelRequested('Asked to stop while nobody knew whether it was bought.');
      return verdict.job;
    }
    if (verdict.is === 'unknown') return undisturbed(() => leftParked(input, diary, callbacks, verdict)).then((left) => left.verdict);
    if (cancelled) throw new CancelRequested('Asked to stop before it was bought.');
    if (sends === SENDS) throw failed('PROVIDER_UNAVAILABLE', `The provider was sent the request ${sends} times and never took it.`);
    log.warn('nothing was bought; sending anew', { sends });
  }
}

/** What is done while money may have been spent is done to its end; whether a cancel came meanwhile is said then. */
async function undisturbed<T>(work: () => Promise<T>): Promise<{ cancelled: boolean; verdict: T }> {
  const outside = CancellationScope.current();
  const verdict = await CancellationScope.nonCancellable(work);
  return { cancelled: outside.consideredCancelled, verdict };
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
    // Cancelled before a worker took it, or by itself: nothing left. Anything else that is not typed may have happened after sending.
    if (isCancellation(error) || certain(error)) throw error;
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

/** How executions begun before reconciling go on: only a callback that names the job brings it back. */
async function named(input: GenerationWorkflowInput, diary: Diary, callbacks: Callbacks): Promise<ProviderJob | null> {
  const job = await found(input, callbacks, input.namingSeconds ?? NAMING);
  if (job) return job;
  const why = 'The create request may or may not have reached the provider, and no callback named a job.';
  await diary.write('parked', { to: 'PARKED', failure: failure('GENERATION_PARKED', why) });
  return found(input, callbacks, PARKED);
}

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
