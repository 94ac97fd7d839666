import { FRAME_KEPT_MS, frameKeys, type MaintenanceActivities, objectKeys } from '@workprint/contracts';
import {
  abandonedUploads,
  deleteAbandonedUpload,
  deleteOldIdempotencyKeys,
  deleteSilentWorkers,
  everyRow,
  workspaceIds,
} from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';

/** Nothing is sent for so long: what is still open then belongs to a worker that died. */
const UPLOAD_MS = 86_400_000;

/** How long it is known which finished file has which parts; a render after that joins them again. */
const NOTES_MS = 30 * 86_400_000;

type Needs = Pick<Dependencies, 'db' | 'system' | 'store'>;

/** @param now milliseconds since 1970 */
export const maintenanceActivities = ({ db, system, store }: Needs, now: () => number = Date.now): MaintenanceActivities => ({
  forgetIdempotencyKeys: () => system.asSystem(deleteOldIdempotencyKeys),
  forgetWorkers: () => system.asSystem(deleteSilentWorkers),
  async removeOldFrames() {
    let removed = 0;
    for (const id of await system.asSystem(workspaceIds)) {
      removed += await store.removePrefix(frameKeys.all(id), { writtenBefore: new Date(now() - FRAME_KEPT_MS) });
      removed += await store.removePrefix(objectKeys.allMade(id), { writtenBefore: new Date(now() - NOTES_MS) });
    }
    return removed;
  },
  async removeAbandonedUploads() {
    const uploads = await everyRow(system, abandonedUploads);
    for (const { id, workspaceId, uploadKey } of uploads) {
      // The object first: a row without one is found again, an object without a row never.
      if (uploadKey) await store.remove([uploadKey]);
      await db.withWorkspace(workspaceId, (tx) => deleteAbandonedUpload(tx, id));
    }
    await store.abortUploads('ws/', { startedBefore: new Date(now() - UPLOAD_MS) });
    return uploads.length;
  },
});
