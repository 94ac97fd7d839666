import type { MaintenanceActivities } from '@workprint/contracts';
import { abandonedUploads, deleteAbandonedUpload, deleteOldIdempotencyKeys, deleteSilentWorkers } from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';

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
    return uploads.length;
  },
});
