import { generationWorkflowId, INPUT_READY_SIGNAL, type RequestActivities, renderWorkflowId } from '@workprint/contracts';
import { assetWaiters, generationWaiters, leaveGenerations } from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';
import { ifThere } from '../workflows.ts';

type Waiting = Pick<RequestActivities, 'wakeWaiters' | 'leaveGenerations'>;

/** Renders that wait for an asset or a generation: telling them that it has ended, and letting go of what they no longer need. */
export const waiterActivities = ({ db, client }: Pick<Dependencies, 'db' | 'client'>): Waiting => ({
  async wakeWaiters({ workspaceId, assetId, generationId }) {
    const renders = await db.withWorkspace(workspaceId, async (tx) => [
      ...(assetId ? await assetWaiters(tx, assetId) : []),
      ...(generationId ? await generationWaiters(tx, generationId) : []),
    ]);
    for (const id of new Set(renders)) await ifThere(() => client.workflow.getHandle(renderWorkflowId(id)).signal(INPUT_READY_SIGNAL));
  },
  async leaveGenerations({ workspaceId, renderId }) {
    const unwanted = await db.withWorkspace(workspaceId, (tx) => leaveGenerations(tx, renderId));
    for (const id of unwanted) await ifThere(() => client.workflow.getHandle(generationWorkflowId(id)).cancel());
  },
});
