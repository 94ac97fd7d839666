import { patched } from '@temporalio/workflow';
import { maintenance } from './activities.ts';

/** Keeps tables and store small; run by a Temporal Schedule that the orchestrator owns. */
export async function maintenanceWorkflow(): Promise<{ idempotencyKeys: number; uploads: number; workers: number; frames: number }> {
  const { forgetIdempotencyKeys, removeAbandonedUploads, forgetWorkers, removeOldFrames } = maintenance();
  return {
    idempotencyKeys: await forgetIdempotencyKeys(),
    uploads: await removeAbandonedUploads(),
    workers: await forgetWorkers(),
    // One that began before there was this step ends without it.
    frames: patched('remove-old-frames') ? await removeOldFrames() : 0,
  };
}
