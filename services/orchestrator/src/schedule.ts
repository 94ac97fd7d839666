import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { queueName, WORKFLOWS } from '@workprint/contracts';

/** Has maintenanceWorkflow run every hour. The schedule lives on the server; making it again changes nothing. */
export async function scheduleMaintenance(client: Client, prefix: string): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: `${prefix}maintenance`,
      spec: { intervals: [{ every: '1 hour' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 hour' },
      action: {
        type: 'startWorkflow',
        workflowType: WORKFLOWS.maintenance,
        workflowId: `${prefix}maintenance`,
        taskQueue: queueName(prefix, 'workflow'),
        args: [],
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
