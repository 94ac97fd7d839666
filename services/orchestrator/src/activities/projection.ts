import type { ProjectionActivities } from '@workprint/contracts';
import { type Database, recordAssetStep, recordGenerationStep, recordRenderStep } from '@workprint/projection';

/** The local activities: one short transaction each, idempotent by step. */
export const projectionActivities = (db: Database): ProjectionActivities => ({
  recordRender: ({ workspaceId, ...step }) => db.withWorkspace(workspaceId, (tx) => recordRenderStep(tx, step)),
  recordGeneration: ({ workspaceId, ...step }) => db.withWorkspace(workspaceId, (tx) => recordGenerationStep(tx, step)),
  async recordAsset({ workspaceId, ...step }) {
    await db.withWorkspace(workspaceId, (tx) => recordAssetStep(tx, step));
  },
});
