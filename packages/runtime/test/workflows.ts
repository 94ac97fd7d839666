import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';

const { work } = proxyActivities<{ work(how: string): Promise<string> }>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '5 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 1 },
});

/** The least a worker can run: one activity. */
export const one = (how: string): Promise<string> => work(how);
