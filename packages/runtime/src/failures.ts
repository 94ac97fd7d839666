import { ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common';

/** The shape of contracts' Failure, which this room may not import. */
export interface FailureLike {
  code: string;
  message: string;
  hint: string;
  retryable: boolean;
  path?: string;
  log?: string[];
}

/** What an activity throws: the failure travels whole as the first detail, its code is the type, and Temporal tries only retryable ones again. */
export const toApplicationFailure = (failure: FailureLike, cause?: Error): ApplicationFailure =>
  ApplicationFailure.create({ message: failure.message, type: failure.code, nonRetryable: !failure.retryable, details: [failure], cause });

const isFailure = (value: unknown): value is FailureLike =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value && 'retryable' in value;

/**
 * Reads the failure back from what a workflow or activity ended with, through any wrapping. What is none of ours becomes INTERNAL, with the
 * innermost message; a step that ran out of time becomes OUT_OF_RESOURCES.
 */
export function failureOf<F extends FailureLike = FailureLike>(error: unknown): F {
  let innermost: unknown = error;
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof ApplicationFailure && isFailure(e.details?.[0])) return e.details[0] as F;
    innermost = e;
    if (e instanceof TimeoutFailure) {
      return plain('OUT_OF_RESOURCES', `a step took too long (${e.timeoutType})`, 'Try again, or split the timeline.') as F;
    }
    if (e instanceof CancelledFailure) break;
  }
  const message = innermost instanceof Error ? innermost.message || innermost.name : String(innermost);
  return plain('INTERNAL', message, 'A fault of Workprint; the logs of the worker have more.') as F;
}

const plain = (code: string, message: string, hint: string): FailureLike => ({ code, message, hint, retryable: true });
