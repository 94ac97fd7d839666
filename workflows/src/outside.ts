import { CancellationScope, condition, defineSignal, isCancellation, log, setHandler, sleep } from '@temporalio/workflow';
import {
  OUTSIDE_EVENT_SIGNAL,
  type OutputRecord,
  type OutsideJob,
  PERMANENT_FAILURES,
  type PlanSummary,
  type RenderWorkflowInput,
} from '@workprint/contracts';
import { jobParts, outsideJobs, submission } from './activities.ts';
import { asError, despiteLostWorkers, failed, failureFrom } from './failing.ts';
import type { Tell } from './story.ts';

/** A planned render that an outside service makes as one job. */
export interface Outside {
  input: RenderWorkflowInput;
  tell: Tell;
  plan: PlanSummary;
  framesTotal: number;
  durationSeconds: number;
}

const outsideEvent = defineSignal(OUTSIDE_EVENT_SIGNAL);

/** Jobs sent in all for one render, when the service fails at them through no fault of theirs. */
const ROUNDS = 3;
/** Milliseconds. */
const ROOM_AGAIN = 5_000;
const ROOM_AT_MOST = 60_000;
const FIRST_LOOK = 2_000;
const LOOK_AT_MOST = 15_000;
const SLOWER = 1.4;

/**
 * Draws what the job reads, waits for room at the service, sends the job, follows it and files what it made. However it ends, nothing is left
 * running or lying about.
 */
export async function madeOutside(outside: Outside): Promise<OutputRecord[]> {
  try {
    return await filed(outside);
  } finally {
    await CancellationScope.nonCancellable(() => dropped(outside.input));
  }
}

async function filed(outside: Outside): Promise<OutputRecord[]> {
  const { input, tell, plan } = outside;
  const ref = { workspaceId: input.workspaceId, renderId: input.renderId, jobKey: plan.planKey };
  await despiteLostWorkers(() => jobParts('draw and mix what the job reads').makeJobParts(ref));
  const jobId = await completed(outside);
  await tell({ to: 'PUBLISHING' });
  const { outputs } = await despiteLostWorkers(() => jobParts('check and file what the job made').publishJob({ ...ref, jobId }));
  return outputs;
}

/** The id of the job that succeeded. @throws why none did */
async function completed(outside: Outside): Promise<string> {
  for (let round = 1; ; round++) {
    const jobId = await sent(outside, round);
    const job = await ended(outside, jobId, round);
    if (job.state === 'COMPLETE') return jobId;
    if (job.state === 'CANCELED') throw failed('TRANSCODE_FAILED', `The job ${jobId} was cancelled at the service.`);
    const why = job.failure;
    if (!why) throw failed('TRANSCODE_FAILED', `The job ${jobId} ended in error without a word.`);
    if (!why.retryable || round === ROUNDS) throw asError(why);
    log.warn('the service failed at the job, which is sent anew', { jobId, round, why: why.message });
  }
}

/** Waits until the service's queue has room. The render is QUEUED while it waits. */
async function sent({ input, tell, plan }: Outside, round: number): Promise<string> {
  const { workspaceId, renderId, priority } = input;
  for (let wait = ROOM_AGAIN; ; wait = Math.min(ROOM_AT_MOST, Math.round(wait * SLOWER))) {
    const result = await submission().submitJob({ workspaceId, renderId, jobKey: plan.planKey, round, priority });
    if (result.outcome === 'sent') return result.jobId;
    if (round === 1) await tell({ to: 'QUEUED' });
    await sleep(wait);
  }
}

/** Looks at the job on each event and at growing intervals until it has ended. */
async function ended({ input, tell, plan, framesTotal, durationSeconds }: Outside, jobId: string, round: number): Promise<OutsideJob> {
  const { workspaceId, renderId } = input;
  let running = false;
  let hinted = false;
  setHandler(outsideEvent, () => {
    hinted = true;
  });
  for (let wait = FIRST_LOOK; ; wait = Math.min(LOOK_AT_MOST, Math.round(wait * SLOWER))) {
    await condition(() => hinted, wait);
    hinted = false;
    const job = await looked({ workspaceId, renderId, round, jobId, framesTotal });
    if (!job) continue;
    if (!running && job.state === 'SUBMITTED') await tell({ to: 'QUEUED' });
    if (!running && (job.state === 'PROGRESSING' || job.state === 'COMPLETE')) {
      running = true;
      await tell({ to: 'RENDERING', planKey: plan.planKey, framesTotal, durationSeconds, chunksTotal: 1, chunksReused: 0 });
    }
    if (job.state !== 'SUBMITTED' && job.state !== 'PROGRESSING') return job;
  }
}

/** Null: the service does not answer for a while, which is no reason to give up what is under way. */
async function looked(input: Parameters<ReturnType<typeof outsideJobs>['pollJob']>[0]): Promise<OutsideJob | null> {
  try {
    return await outsideJobs().pollJob(input);
  } catch (error) {
    if (isCancellation(error) || PERMANENT_FAILURES.includes(failureFrom(error).code)) throw error;
    return null;
  }
}

/** Cancels what may still run and removes what was written. The render has ended either way: a service that does not answer is left alone. */
async function dropped({ workspaceId, renderId }: RenderWorkflowInput): Promise<void> {
  await outsideJobs()
    .dropJob({ workspaceId, renderId })
    .catch((error: unknown) => log.warn('the job could not be dropped', { why: String(error) }));
}
