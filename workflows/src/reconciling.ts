import { log, sleep } from '@temporalio/workflow';
import type { GenerationWorkflowInput, ProviderJob, ReconcileOutcome } from '@workprint/contracts';
import { reconciling } from './activities.ts';
import type { Callbacks } from './callbacks.ts';
import { failureFrom } from './failing.ts';

/** Milliseconds. A callback often names the job within seconds, which saves a listing. */
const FIRST = 1_000;
/** Until a provider that does not answer is asked again, and how long it is asked before a person is. */
const ASK_AGAIN = 30_000;
const AT_MOST = 60 * 60 * 1000;

const DAY_SECONDS = 24 * 60 * 60;

/** What is known in the end of an intent whose create had no answer. */
export type Verdict = { is: 'job'; job: ProviderJob } | { is: 'not-sent' } | { is: 'unknown'; why: string; failWaitersSeconds: number };

/** Looks for the job, by the callbacks that come and in the provider's listing, until one of the three is sure. */
export async function reconciled(input: GenerationWorkflowInput, callbacks: Callbacks): Promise<Verdict> {
  const until = Date.now() + AT_MOST;
  let said = 'The provider does not answer.';
  for (let wait = FIRST; Date.now() < until; ) {
    const named = await callbacks.naming(wait);
    const now = await looked(input, named);
    switch (now.outcome) {
      case 'found':
        return { is: 'job', job: now.job };
      case 'not-sent':
        return { is: 'not-sent' };
      case 'park':
        return { is: 'unknown', why: now.why, failWaitersSeconds: now.failWaitersSeconds };
      case 'stranger':
        log.warn('a callback named a job that is not ours', { named, why: now.why });
        callbacks.refuse();
        wait = FIRST;
        break;
      default:
        said = now.why;
        wait = Math.max(FIRST, Math.min(now.milliseconds, until - Date.now()));
        // What was named stays named, so waiting for a name would not be waiting.
        if (named) await sleep(wait);
    }
  }
  return { is: 'unknown', why: said, failWaitersSeconds: DAY_SECONDS };
}

/** Whatever goes wrong with looking proves nothing: look again. */
export async function looked({ workspaceId, generationId }: GenerationWorkflowInput, providerId: string | null): Promise<ReconcileOutcome> {
  try {
    return await reconciling().reconcileGeneration({ workspaceId, generationId, providerId });
  } catch (error) {
    return { outcome: 'wait', milliseconds: ASK_AGAIN, why: failureFrom(error).message };
  }
}
