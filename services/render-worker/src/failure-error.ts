import type { Failure, FailureCode } from '@workprint/contracts';
import { failure } from '@workprint/contracts';

/** A typed failure on its way up to the activity's edge, where it becomes an ApplicationFailure. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(f: Failure, options?: ErrorOptions) {
    super(f.message, options);
    this.name = 'FailureError';
    this.failure = f;
  }
}

/** Throws nothing itself: `throw fail('UNREADABLE_MEDIA', '…')`. */
export const fail = (code: FailureCode, message: string, more?: Parameters<typeof failure>[2]): FailureError =>
  new FailureError(failure(code, message, more));
