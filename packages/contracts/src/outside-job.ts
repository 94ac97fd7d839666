import type { Failure } from './failures.ts';
import type { OutputRecord } from './render.ts';

/** Sent to renderWorkflow by the gateway when an outside service said that something changed: a hint to look, never believed. */
export const OUTSIDE_EVENT_SIGNAL = 'outsideEvent';

/** A render that an outside service makes as one job. */
export interface OutsideJobRef {
  workspaceId: string;
  renderId: string;
}

export interface JobPartsInput extends OutsideJobRef {
  /** Object key of the JobPlan. */
  jobKey: string;
}

export interface SubmitJobInput extends JobPartsInput {
  /** From 1; raised when the service failed at a job through no fault of it. One paid job each. */
  round: number;
  /** 1 (first) to 5. */
  priority: number;
}

export type SubmitJobResult =
  | { outcome: 'sent'; jobId: string }
  /** The service's queue has as many jobs as it runs at a time: nothing was sent. */
  | { outcome: 'full' };

export interface PollJobInput extends OutsideJobRef {
  round: number;
  jobId: string;
  /** Of the whole render, for its progress. */
  framesTotal: number;
}

/** What the service says of a job. */
export interface OutsideJob {
  state: 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'ERROR' | 'CANCELED';
  /** 0 to 100. */
  percent: number;
  /** With ERROR. A retryable one was the service's own. */
  failure: Failure | null;
}

/** activities on the `provider` queue */
export interface OutsideJobActivities {
  /**
   * Sends the job, once for each round whatever is lost: a unique row, the service's token for a minute and its listing after that.
   * @throws PROVIDER_REFUSED, PROVIDER_NOT_CONFIGURED; PROVIDER_UNAVAILABLE for what may pass
   */
  submitJob(input: SubmitJobInput): Promise<SubmitJobResult>;
  /** One look; notes the progress with the render. */
  pollJob(input: PollJobInput): Promise<OutsideJob>;
  /** Cancels what may still run and removes what it has written. */
  dropJob(input: OutsideJobRef): Promise<void>;
}

/** activities on the `assemble` queue */
export interface JobPartsActivities {
  /** Draws the pictures, mixes and cuts the sound, and puts it all where the job reads it. */
  makeJobParts(input: JobPartsInput): Promise<void>;
  /** Takes what the job has written: checked, hashed, filed under the render's prefix. @throws UNREADABLE_MEDIA, MEDIA_TOO_LARGE */
  publishJob(input: JobPartsInput & { jobId: string }): Promise<{ outputs: OutputRecord[] }>;
}
