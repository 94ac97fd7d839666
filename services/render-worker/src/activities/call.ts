import { CancelledFailure, Context } from '@temporalio/activity';
import { type Failure, failure } from '@workprint/contracts';
import { GuardError, heartbeatEvery, toApplicationFailure } from '@workprint/runtime';
import { StorageError } from '@workprint/storage';
import { FailureError } from '../failure-error.ts';

/** One attempt of an activity. */
export interface Call {
  signal: AbortSignal;
  /** From 1. */
  attempt: number;
  /** Milliseconds since it was lined up the first time; without a value, long ago. */
  waitedMs?: number;
}

const HEARTBEAT_MS = 1000;

/**
 * Runs an activity's body: heartbeats on a timer, so that cancellation arrives, and turns whatever it throws into what
 * Temporal and the client understand.
 */
export const inActivity = async <T>(work: (call: Call) => Promise<T>): Promise<T> => {
  const { cancellationSignal: signal, info } = Context.current();
  const stop = heartbeatEvery(HEARTBEAT_MS);
  try {
    return await work({ signal, attempt: info.attempt, waitedMs: Date.now() - info.scheduledTimestampMs });
  } catch (error) {
    if (signal.aborted) throw signal.reason instanceof CancelledFailure ? signal.reason : new CancelledFailure('cancelled');
    throw toApplicationFailure(typed(error), error instanceof Error ? error : undefined);
  } finally {
    stop();
  }
};

/** Names what went wrong. */
export const typed = (error: unknown): Failure => {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof GuardError) return failure(error.code, error.message);
  if (error instanceof StorageError) return failure('STORAGE_FAILED', error.message);
  const { code, message = String(error) } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'ENOMEM' || code === 'EDQUOT') return failure('OUT_OF_RESOURCES', message);
  return failure('INTERNAL', message);
};
