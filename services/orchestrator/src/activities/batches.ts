import {
  BATCH_WINDOW,
  type BatchActivities,
  objectKeys,
  renderStart,
  renderWorkflowId,
  renderWorkflowInput,
  type StoredBatch,
  type StoredTimeline,
} from '@workprint/contracts';
import {
  finishBatch,
  getBatch,
  markRenderStarted,
  membersToStart,
  type RenderRow,
  recordRenderStep,
  requestBatchCancel,
  requestRenderCancel,
  unfinishedMembers,
} from '@workprint/projection';
import type { Dependencies } from '../dependencies.ts';
import { ifThere, startOnce } from '../workflows.ts';

type Needs = Pick<Dependencies, 'db' | 'store' | 'client' | 'prefix'>;

/** Members started, or asked to stop, in one call, so that none takes long. */
const AT_ONCE = 50;

export const batchActivities = (needs: Needs): BatchActivities => ({
  async startBatchMembers({ workspaceId, batchId }) {
    const { db, store } = needs;
    const { batch, next } = await db.withWorkspace(workspaceId, async (tx) => ({
      batch: await getBatch(tx, batchId),
      next: await membersToStart(tx, batchId, { window: BATCH_WINDOW, atMost: AT_ONCE }),
    }));
    const { running, waiting, members } = next;
    const done = running + waiting === 0;
    if (done) await db.withWorkspace(workspaceId, (tx) => finishBatch(tx, batchId));
    const cancelRequested = !batch || batch.cancelRequestedAt !== null;
    if (done || cancelRequested || members.length === 0) return { started: 0, running, waiting, cancelRequested, done };
    const shared = await store.getJson<StoredBatch>(objectKeys.batch(workspaceId, batchId));
    for (const member of members) await startMember(needs, member, shared);
    return { started: members.length, running, waiting, cancelRequested, done };
  },

  async cancelBatchMembers({ workspaceId, batchId }) {
    const { db } = needs;
    const members = await db.withWorkspace(workspaceId, async (tx) => {
      await requestBatchCancel(tx, batchId);
      return unfinishedMembers(tx, batchId, 'toStop', AT_ONCE);
    });
    for (const member of members) await stopMember(needs, member);
    return db.withWorkspace(workspaceId, async (tx) => {
      const left = (await unfinishedMembers(tx, batchId, 'toStop', 1)).length;
      const done = (await unfinishedMembers(tx, batchId, 'all', 1)).length === 0;
      if (done) await finishBatch(tx, batchId);
      return { left, done };
    });
  },
});

/** The document first, which its workflow reads; one that was amended has its own. All of it may be done twice. */
async function startMember({ db, store, client, prefix }: Needs, member: RenderRow, shared: StoredBatch): Promise<void> {
  const document: StoredTimeline = { timeline: shared.timeline, variables: shared.rows[(member.batchRow ?? 0) - 1] ?? null };
  if (member.revision === 1) await store.putJson(member.timelineKey, document);
  await startOnce(client, renderStart(prefix, renderWorkflowInput(member)));
  await db.withWorkspace(member.workspaceId, (tx) => markRenderStarted(tx, member.id));
}

/** One that was never started ends here; should its workflow be there all the same, its next step reads the row and stops. */
async function stopMember({ db, client }: Needs, { id, workspaceId, workflowStartedAt }: RenderRow): Promise<void> {
  await db.withWorkspace(workspaceId, async (tx) => {
    await requestRenderCancel(tx, id);
    if (!workflowStartedAt) await recordRenderStep(tx, { renderId: id, step: 'batch', change: { to: 'CANCELED' } });
  });
  if (workflowStartedAt) await ifThere(() => client.workflow.getHandle(renderWorkflowId(id)).cancel());
}
