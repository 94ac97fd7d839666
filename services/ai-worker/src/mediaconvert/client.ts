import {
  CancelJobCommand,
  CreateJobCommand,
  type CreateJobCommandInput,
  GetJobCommand,
  GetQueueCommand,
  type Job,
  ListJobsCommand,
  MediaConvertClient,
} from '@aws-sdk/client-mediaconvert';
import { failure, type OutsideJob } from '@workprint/contracts';
import { missingForMediaConvert } from '@workprint/runtime';
import { FailureError } from '../port.ts';
import { jobFailure, troubleOf } from './failures.ts';

export interface MediaConvertSettings {
  MEDIA_CONVERT_ROLE_ARN?: string | undefined;
  AWS_REGION?: string | undefined;
  MEDIA_CONVERT_ENDPOINT?: string | undefined;
  MEDIA_CONVERT_QUEUE?: string | undefined;
  MEDIA_CONVERT_JOB_TEMPLATE?: string | undefined;
  /** AWS' default credential chain when not given. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** A job that is to be sent: `intent` is the row's id, by which the listing shows it again. */
export interface JobRequest {
  token: string;
  intent: string;
  userMetadata: Record<string, string>;
  settings: unknown;
  /** 1 (first) to 5. */
  priority: number;
}

/** The service by the verbs that we need; each sends one request. What it throws is read by `troubleOf`. */
export interface MediaConvert {
  create(request: JobRequest, signal: AbortSignal): Promise<string>;
  get(jobId: string, signal: AbortSignal): Promise<OutsideJob>;
  /** The job sent for an intent since a time, by the service's own list; null: none is in it. Several requests. */
  findByIntent(intent: string, since: Date, signal: AbortSignal): Promise<string | null>;
  /** Nothing happens to a job that has ended. */
  cancel(jobId: string, signal: AbortSignal): Promise<void>;
  /** How many more jobs the queue would run now; null: the service does not say. */
  room(signal: AbortSignal): Promise<number | null>;
}

const REQUEST_MS = 15_000;
/** Clocks may differ by so much. */
const SKEW_MS = 120_000;

/** @throws FailureError PROVIDER_NOT_CONFIGURED naming the settings that are missing */
export function openMediaConvert(settings: MediaConvertSettings): MediaConvert {
  const missing = missingForMediaConvert(settings);
  if (missing.length > 0) {
    throw new FailureError(
      failure('PROVIDER_NOT_CONFIGURED', `${missing.join(' and ')} must be set for the backend MEDIACONVERT.`, {
        hint: 'See docs/mediaconvert.md, or render with the backend FFMPEG.',
      }),
    );
  }
  const { MEDIA_CONVERT_QUEUE: queue, MEDIA_CONVERT_JOB_TEMPLATE: jobTemplate } = settings;
  const client = new MediaConvertClient({
    region: settings.AWS_REGION,
    ...(settings.MEDIA_CONVERT_ENDPOINT ? { endpoint: settings.MEDIA_CONVERT_ENDPOINT } : {}),
    ...(settings.credentials ? { credentials: settings.credentials } : {}),
    maxAttempts: 1, // whoever calls decides what is sent again
    requestHandler: { connectionTimeout: 5_000, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
  });
  const within = (signal: AbortSignal) => ({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]) });

  return {
    async create({ token, intent, userMetadata, settings: job, priority }, signal) {
      const answer = await client.send(
        new CreateJobCommand({
          Role: settings.MEDIA_CONVERT_ROLE_ARN,
          Settings: job as CreateJobCommandInput['Settings'],
          ClientRequestToken: token,
          UserMetadata: { ...userMetadata, intent },
          Priority: (3 - priority) * 20,
          ...(queue ? { Queue: queue } : {}),
          ...(jobTemplate ? { JobTemplate: jobTemplate } : {}),
        }),
        within(signal),
      );
      if (!answer.Job?.Id) throw new Error('the answer names no job');
      return answer.Job.Id;
    },
    async get(jobId, signal) {
      const { Job } = await client.send(new GetJobCommand({ Id: jobId }), within(signal));
      if (!Job) throw new Error(`the answer to a look at ${jobId} is empty`);
      return outsideJob(Job);
    },
    async findByIntent(intent, since, signal) {
      let next: string | undefined;
      do {
        const page = await client.send(new ListJobsCommand({ MaxResults: 20, Order: 'DESCENDING', NextToken: next }), within(signal));
        const jobs = page.Jobs ?? [];
        const found = jobs.find((job) => job.UserMetadata?.intent === intent);
        if (found?.Id) return found.Id;
        const oldest = jobs.at(-1)?.CreatedAt;
        next = oldest && oldest.getTime() < since.getTime() - SKEW_MS ? undefined : page.NextToken;
      } while (next);
      return null;
    },
    async cancel(jobId, signal) {
      await client.send(new CancelJobCommand({ Id: jobId }), within(signal)).catch((error: unknown) => {
        const { name } = error as { name?: string };
        if (name !== 'ConflictException' && name !== 'NotFoundException') throw error;
      });
    },
    async room(signal) {
      const name = queue?.split('/').at(-1) ?? 'Default';
      const { Queue } = await client.send(new GetQueueCommand({ Name: name }), within(signal));
      const most = Queue?.ConcurrentJobs ?? Queue?.ReservationPlan?.ReservedSlots;
      if (most === undefined) return null;
      return Math.max(0, most - (Queue?.ProgressingJobsCount ?? 0) - (Queue?.SubmittedJobsCount ?? 0));
    },
  };
}

function outsideJob(job: Job): OutsideJob {
  const state = job.Status ?? 'SUBMITTED';
  const percent = state === 'COMPLETE' ? 100 : (job.JobPercentComplete ?? 0);
  return { state, percent, failure: state === 'ERROR' ? jobFailure(job.ErrorCode, job.ErrorMessage) : null };
}

/** One request that sends no job, its failures typed. @throws FailureError */
export async function asked<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(troubleOf(error).failure);
  }
}
