import { condition, defineSignal, log, setHandler, sleep } from '@temporalio/workflow';
import { failure, type GenerationResolved, type GenerationWorkflowInput, type ProviderJob, RESOLVED_SIGNAL } from '@workprint/contracts';
import { requests } from './activities.ts';
import type { Callbacks } from './callbacks.ts';
import type { Diary } from './diary.ts';
import { looked, type Verdict } from './reconciling.ts';

/** Seconds that a parked generation waits for a person. After that only its row does. */
const WAITS = 30 * 24 * 60 * 60;
/** Milliseconds until a provider that did not answer is asked again. */
const ASK_AGAIN = 30_000;

const resolved = defineSignal<[GenerationResolved]>(RESOLVED_SIGNAL);

/**
 * Nobody can tell whether it was bought: it is never sent again. A late callback that names the job, or a person, still brings the job
 * back; the renders that wait for it are failed after a day. Null when a person has ended it, or nobody came.
 */
export async function leftParked(
  input: GenerationWorkflowInput,
  diary: Diary,
  callbacks: Callbacks,
  { why, failWaitersSeconds }: Extract<Verdict, { is: 'unknown' }>,
): Promise<ProviderJob | null> {
  const { workspaceId, generationId } = input;
  let over = false;
  setHandler(resolved, ({ providerId }) => {
    if (providerId) callbacks.name(providerId);
    else over = true;
  });
  const parked = failure('GENERATION_PARKED', `Whether the provider was paid is unknown: ${why}.`);
  await diary.record('parked', { to: 'PARKED', failure: parked });
  await requests().wakeWaiters({ workspaceId, generationId });
  let waitersFailAt = Date.now() + failWaitersSeconds * 1000;
  const until = Date.now() + WAITS * 1000;
  while (Date.now() < until) {
    await condition(() => over || callbacks.named() !== null, Math.max(1, Math.min(waitersFailAt, until) - Date.now()));
    if (over) return null;
    const providerId = callbacks.named();
    if (providerId) {
      const now = await looked(input, providerId);
      if (now.outcome === 'found') return now.job;
      if (now.outcome === 'stranger') callbacks.refuse();
      else await sleep(ASK_AGAIN);
      log.warn('a name came for a parked generation', { providerId, outcome: now.outcome });
    } else if (Date.now() >= waitersFailAt) {
      waitersFailAt = Number.POSITIVE_INFINITY;
      await diary.record('parked-too-long', { to: 'PARKED', failure: parked, waitersFail: true });
      await requests().wakeWaiters({ workspaceId, generationId });
    }
  }
  return null;
}
