import { patched } from '@temporalio/workflow';
import { maintenance } from './activities.ts';

interface Removed {
  idempotencyKeys: number;
  uploads: number;
  workers: number;
  frames: number;
  cached: number;
}

/** Keeps tables and store small; run by a Temporal Schedule that the orchestrator owns. */
export async function maintenanceWorkflow(): Promise<Removed> {
  const { forgetIdempotencyKeys, removeAbandonedUploads, forgetWorkers, removeOldFrames, evictCache } = maintenance();
  return {
    idempotencyKeys: await forgetIdempotencyKeys(),
    uploads: await removeAbandonedUploads(),
    workers: await forgetWorkers(),
    // One that began before there was a step ends without it.
    frames: patched('remove-old-frames') ? await removeOldFrames() : 0,
    cached: patched('evict-cache') ? await evictCache() : 0,
  };
}
