import { formatPath, type Problem } from '@workprint/timeline';
import { FailureError } from '../failure-error.ts';

/** Plans don't say which clip a text came from: a failure to draw one gets the path of the timeline's problem that says the same. */
export const atClip = (error: unknown, problems: readonly Problem[]): unknown => {
  if (!(error instanceof FailureError)) return error;
  const same = problems.find((p) => p.message === error.failure.message);
  return same === undefined ? error : new FailureError({ ...error.failure, path: formatPath(same.path) }, { cause: error });
};
