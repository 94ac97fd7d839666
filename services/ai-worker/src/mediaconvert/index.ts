import { Context } from '@temporalio/activity';
import type { OutsideJobActivities } from '@workprint/contracts';
import { asActivity } from '../activities/index.ts';
import { dropJob, pollJob } from './follow-job.ts';
import { type JobNeeds, submitJob } from './submit-job.ts';

export { type MediaConvert, type MediaConvertSettings, openMediaConvert } from './client.ts';
export type { JobNeeds } from './submit-job.ts';

/** @param results key prefix, inside a workspace's, of what jobs write */
export function mediaConvertActivities(needs: JobNeeds, results: string): OutsideJobActivities {
  const signal = (): AbortSignal => Context.current().cancellationSignal;
  const [submit, poll, drop] = [submitJob(needs), pollJob(needs), dropJob(needs, results)];
  return {
    submitJob: asActivity((input) => submit(input, signal())),
    pollJob: asActivity((input) => poll(input, signal())),
    dropJob: asActivity((input) => drop(input, signal())),
  };
}
