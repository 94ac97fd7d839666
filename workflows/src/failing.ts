import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { FAILURES, type Failure, type FailureCode, failure } from '@workprint/contracts';

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'code' in value && 'message' in value && 'retryable' in value;

const isCode = (type: string | null | undefined): type is FailureCode => typeof type === 'string' && type in FAILURES;

/** What to show a person, dug out of activity and child-workflow failures. Never throws; the unknown becomes INTERNAL. */
export function failureFrom(error: unknown): Failure {
  let doing = 'the workflow';
  for (let e: unknown = error; e instanceof Error; e = e.cause) {
    if (e instanceof ActivityFailure) doing = e.activityType;
    if (e instanceof ApplicationFailure) {
      const detail = e.details?.[0];
      if (isFailure(detail)) return detail;
      if (isCode(e.type)) return failure(e.type, e.message);
    }
    if (e instanceof TimeoutFailure) {
      return e.timeoutType === 'HEARTBEAT'
        ? failure('OUT_OF_RESOURCES', `Every worker that took up ${doing} was lost while doing it.`)
        : failure('OUT_OF_RESOURCES', `${doing} took longer than one step may.`);
    }
    if (!(e.cause instanceof Error)) return failure('INTERNAL', `${doing}: ${e.message}`);
  }
  return failure('INTERNAL', String(error));
}

/** The failure as an error that ends a workflow as Failed, for operators to see. A plain Error would only retry the workflow task. */
export const asError = (f: Failure): ApplicationFailure =>
  ApplicationFailure.create({ type: f.code, message: f.message, nonRetryable: true, details: [f] });

export const failed = (code: FailureCode, message: string, more: Partial<Failure> = {}): ApplicationFailure =>
  asError(failure(code, message, more));

const LOSSES = 3;

/**
 * A lost worker is not the work's fault, yet Temporal counts a missed heartbeat as one of the three tries. So when the
 * last try ended by losing its worker, the activity is scheduled anew, with three fresh tries; a step that takes its
 * worker down every time still ends (docs/decisions, "lost workers").
 */
export async function despiteLostWorkers<T>(schedule: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await schedule();
    } catch (error) {
      if (round >= LOSSES || !workerLost(error)) throw error;
    }
  }
}

const workerLost = (error: unknown): boolean =>
  error instanceof ActivityFailure && error.cause instanceof TimeoutFailure && error.cause.timeoutType === 'HEARTBEAT';
