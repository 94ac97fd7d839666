import type { MaintenanceActivities } from '@workprint/contracts';
import { abandonedUploads, deleteAbandonedUpload, deleteOldIdempotencyKeys, deleteSilentWorkers } from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';

/** Nothing is sent for so long: what is still open then belongs to a worker that died. */
const UPLOAD_MS = 86_400_000;

export const maintenanceActivities = ({ db, system, store }: Pick<Dependencies, 'db' | 'system' | 'store'>): MaintenanceActivities => ({
  forgetIdempotencyKeys: () => system.asSystem(deleteOldIdempotencyKeys),
  forgetWorkers: () => system.asSystem(deleteSilentWorkers),
  async removeAbandonedUploads() {
    const uploads = await system.asSystem((tx) => abandonedUploads(tx));
    for (const { id, workspaceId, uploadKey } of uploads) {
      // The object first: a row without one is found again, an object without a row never.
      if (uploadKey) await store.remove([uploadKey]);
      await db.withWorkspace(workspaceId, (tx) => deleteAbandonedUpload(tx, id));
    }
    await store.abortUploads('ws/', { startedBefore: new Date(Date.now() - UPLOAD_MS) });
    return uploads.length;
  },
});
