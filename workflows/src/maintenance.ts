import { maintenance } from './activities.ts';

/** Keeps the tables small; run by a Temporal Schedule that the orchestrator owns. */
export async function maintenanceWorkflow(): Promise<{ idempotencyKeys: number; uploads: number; workers: number }> {
  const { forgetIdempotencyKeys, removeAbandonedUploads, forgetWorkers } = maintenance();
  return {
    idempotencyKeys: await forgetIdempotencyKeys(),
    uploads: await removeAbandonedUploads(),
    workers: await forgetWorkers(),
  };
}
