import { Context } from '@temporalio/activity';
import { failure, type ProviderActivities } from '@workprint/contracts';
import { GuardError, heartbeatEvery, toApplicationFailure } from '@workprint/runtime';
import { StorageError } from '@workprint/storage';
import { FailureError } from '../port.ts';
import { createGeneration } from './create-generation.ts';
import type { Dependencies } from './dependencies.ts';
import { fetchOutput, removeOutput } from './fetch-output.ts';
import { follow } from './follow.ts';
import { reconcileGeneration } from './reconcile-generation.ts';

/** The activities of the `provider` queue, as Temporal runs them: heartbeating, and with typed failures. */
export function providerActivities(deps: Dependencies): ProviderActivities {
  const signal = (): AbortSignal => Context.current().cancellationSignal;
  const limits = () => ({ budgetMs: Context.current().info.startToCloseTimeoutMs, signal: signal() });
  const { pollGeneration, readCallback, cancelGeneration } = follow(deps, signal);
  return {
    createGeneration: asActivity(createGeneration(deps, limits)),
    reconcileGeneration: asActivity(reconcileGeneration(deps, signal)),
    pollGeneration: asActivity(pollGeneration),
    readCallback: asActivity(readCallback),
    cancelGeneration: asActivity(cancelGeneration),
    fetchOutput: asActivity(fetchOutput(deps, signal)),
    removeOutput: asActivity(removeOutput(deps)),
  };
}

export function asActivity<I, O>(work: (input: I) => Promise<O>): (input: I) => Promise<O> {
  return async (input) => {
    const stop = heartbeatEvery(2_000);
    try {
      return await work(input);
    } catch (error) {
      throw typed(error);
    } finally {
      stop();
    }
  };
}

function typed(error: unknown): unknown {
  if (error instanceof FailureError) return toApplicationFailure(error.failure, error);
  if (error instanceof GuardError)
    return toApplicationFailure(failure(error.code, `The output could not be copied: ${error.message}`), error);
  if (error instanceof StorageError) return toApplicationFailure(failure('STORAGE_FAILED', error.message), error);
  return error;
}
