import { type OutsideJob, type OutsideJobRef, objectKeys, type PollJobInput } from '@workprint/contracts';
import { listRenderJobs, reportChunk } from '@workprint/projection';
import { asked, type MediaConvert } from './client.ts';
import type { JobNeeds } from './submit-job.ts';

/** One look at the job; the whole render counts as one chunk, whose progress is the job's. */
export const pollJob =
  ({ db, service, log }: JobNeeds) =>
  async ({ workspaceId, renderId, jobId, round, framesTotal }: PollJobInput, signal: AbortSignal): Promise<OutsideJob> => {
    const job = await asked(service().get(jobId, signal));
    const done = job.state === 'COMPLETE';
    const framesDone = Math.round((framesTotal * job.percent) / 100);
    const report = {
      renderId,
      revision: 1,
      index: 0,
      key: renderId,
      frames: framesTotal,
      framesDone,
      worker: 'mediaconvert',
      attempt: round,
    };
    await db
      .withWorkspace(workspaceId, (tx) => reportChunk(tx, { ...report, finished: done }))
      .catch((err: unknown) => log.warn({ err, renderId }, 'the progress was not noted'));
    return job;
  };

/** Cancels every job of the render that may still run, also one whose answer was lost, and removes what was written. */
export const dropJob =
  (needs: JobNeeds, results: string) =>
  async ({ workspaceId, renderId }: OutsideJobRef, signal: AbortSignal): Promise<void> => {
    const { db, store } = needs;
    const rows = await db.withWorkspace(workspaceId, (tx) => listRenderJobs(tx, renderId));
    const sent = rows.filter((row) => row.jobId !== null || row.sentAt !== null);
    if (sent.length > 0) {
      const service: MediaConvert = needs.service();
      for (const row of sent) {
        const jobId = row.jobId ?? (await asked(service.findByIntent(row.id, row.createdAt, signal)));
        if (jobId) await asked(service.cancel(jobId, signal));
      }
    }
    await store.removePrefix(objectKeys.jobResults(workspaceId, results, renderId));
  };
